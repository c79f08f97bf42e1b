// SPDX-License-Identifier: Apache-2.0
/** Reads the log, with a watermark that follows the wall clock. */
@NullMarked
package dev.weir.job.source;

import org.jspecify.annotations.NullMarked;
