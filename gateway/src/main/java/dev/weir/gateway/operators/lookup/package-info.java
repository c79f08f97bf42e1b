// SPDX-License-Identifier: Apache-2.0
/** Answers "Where is my event?": the fate of each copy of an event. */
@NullMarked
package dev.weir.gateway.operators.lookup;

import org.jspecify.annotations.NullMarked;
