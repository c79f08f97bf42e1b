// SPDX-License-Identifier: Apache-2.0
/** Generates identifiers. */
@NullMarked
package dev.weir.gateway.uuid;

import org.jspecify.annotations.NullMarked;
