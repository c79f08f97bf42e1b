// SPDX-License-Identifier: Apache-2.0
/** Days, and how long their state is kept. */
@NullMarked
package dev.weir.job.time;

import org.jspecify.annotations.NullMarked;
