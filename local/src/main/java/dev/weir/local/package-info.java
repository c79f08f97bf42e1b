// SPDX-License-Identifier: Apache-2.0
/** Starts, watches and stops the whole stack on one machine. */
@NullMarked
package dev.weir.local;

import org.jspecify.annotations.NullMarked;
