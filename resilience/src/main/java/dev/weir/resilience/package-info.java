// SPDX-License-Identifier: Apache-2.0
/** What the programs of this module share. */
@NullMarked
package dev.weir.resilience;

import org.jspecify.annotations.NullMarked;
