// SPDX-License-Identifier: Apache-2.0
/** Weir's extension of Flink itself: a guard in front of its REST interface. */
@NullMarked
package dev.weir.flink;

import org.jspecify.annotations.NullMarked;
