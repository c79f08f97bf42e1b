/** {@code GET /metrics}: the numbers, read back. */
@NullMarked
package dev.weir.gateway.query;

import org.jspecify.annotations.NullMarked;
