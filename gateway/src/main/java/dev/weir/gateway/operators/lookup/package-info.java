// SPDX-License-Identifier: Apache-2.0
/** The lookup of an event: the fate of each copy. */
@NullMarked
package dev.weir.gateway.operators.lookup;

import org.jspecify.annotations.NullMarked;
