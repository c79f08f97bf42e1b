// SPDX-License-Identifier: Apache-2.0
/** Periodic work in the background. */
@NullMarked
package dev.weir.http.background;

import org.jspecify.annotations.NullMarked;
