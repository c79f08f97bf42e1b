// SPDX-License-Identifier: Apache-2.0
/** Counts events per minute and type. */
@NullMarked
package dev.weir.job.minutes;

import org.jspecify.annotations.NullMarked;
