// SPDX-License-Identifier: Apache-2.0
/** Caches for keyed state. */
@NullMarked
package dev.weir.job.state;

import org.jspecify.annotations.NullMarked;
