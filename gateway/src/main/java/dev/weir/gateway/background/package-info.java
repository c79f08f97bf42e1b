// SPDX-License-Identifier: Apache-2.0
/** Periodic work in the background. */
@NullMarked
package dev.weir.gateway.background;

import org.jspecify.annotations.NullMarked;
