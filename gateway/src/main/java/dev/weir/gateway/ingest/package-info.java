/** From the body of a POST to durable events, or to one answer that says what is wrong. */
@NullMarked
package dev.weir.gateway.ingest;

import org.jspecify.annotations.NullMarked;
