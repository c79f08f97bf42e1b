// SPDX-License-Identifier: Apache-2.0
/** Measures events that were counted before a metric was defined. */
@NullMarked
package dev.weir.job.past;

import org.jspecify.annotations.NullMarked;
