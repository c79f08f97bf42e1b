// SPDX-License-Identifier: Apache-2.0
/** Reads offsets of the log. */
@NullMarked
package dev.weir.gateway.kafka;

import org.jspecify.annotations.NullMarked;
