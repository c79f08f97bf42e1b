// SPDX-License-Identifier: Apache-2.0
/** Sums elements within a task, before they cross the network. */
@NullMarked
package dev.weir.job.aggregate;

import org.jspecify.annotations.NullMarked;
