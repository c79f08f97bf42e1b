// SPDX-License-Identifier: Apache-2.0
/** Numbers that are pushed while they change: {@code GET /metrics/stream} and {@code GET /status}. */
@NullMarked
package dev.weir.gateway.live;

import org.jspecify.annotations.NullMarked;
