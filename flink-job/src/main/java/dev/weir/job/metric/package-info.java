// SPDX-License-Identifier: Apache-2.0
/** Computes the metrics that users define. */
@NullMarked
package dev.weir.job.metric;

import org.jspecify.annotations.NullMarked;
