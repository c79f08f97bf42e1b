// SPDX-License-Identifier: Apache-2.0
/** Checks that all of Weir's numbers match what its producers know. */
@NullMarked
package dev.weir.resilience.examination;

import org.jspecify.annotations.NullMarked;
