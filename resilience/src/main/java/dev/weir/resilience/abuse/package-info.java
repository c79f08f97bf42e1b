// SPDX-License-Identifier: Apache-2.0
/**
 * Checks that a gateway stays steady: all of Weir under abusive clients, and while a component that it needs is unavailable.
 */
@NullMarked
package dev.weir.resilience.abuse;

import org.jspecify.annotations.NullMarked;
