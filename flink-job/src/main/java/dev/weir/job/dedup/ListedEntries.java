// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import java.util.List;

/** Entries that are few enough to be listed at a restart. */
interface ListedEntries extends Entries {
    /** The ids in ascending order. */
    List<Long> ids() throws Exception;
}
