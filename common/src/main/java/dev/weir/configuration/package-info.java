// SPDX-License-Identifier: Apache-2.0
/** The {@code WEIR_} variables that configure every program of Weir. */
@NullMarked
package dev.weir.configuration;

import org.jspecify.annotations.NullMarked;
