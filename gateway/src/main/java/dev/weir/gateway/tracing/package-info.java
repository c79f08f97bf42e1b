/** Traces of requests: where they begin, and where they go. */
@NullMarked
package dev.weir.gateway.tracing;

import org.jspecify.annotations.NullMarked;
