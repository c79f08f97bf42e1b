// SPDX-License-Identifier: Apache-2.0
/** Deduplicates events by their identity. */
@NullMarked
package dev.weir.job.dedup;

import org.jspecify.annotations.NullMarked;
