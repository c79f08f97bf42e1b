// SPDX-License-Identifier: Apache-2.0
/** {@code GET /metrics}: queries on the counted events. */
@NullMarked
package dev.weir.gateway.query;

import org.jspecify.annotations.NullMarked;
