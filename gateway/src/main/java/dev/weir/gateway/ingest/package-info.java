// SPDX-License-Identifier: Apache-2.0
/** The path from the body of a POST to durable events, or to an error response. */
@NullMarked
package dev.weir.gateway.ingest;

import org.jspecify.annotations.NullMarked;
