// SPDX-License-Identifier: Apache-2.0
/** The traffic of {@code ./run --demo}: that of an invented video service. */
@NullMarked
package dev.weir.local.demo;

import org.jspecify.annotations.NullMarked;
