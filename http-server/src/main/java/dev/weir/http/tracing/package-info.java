// SPDX-License-Identifier: Apache-2.0
/** Tracing of requests, and the export of traces. */
@NullMarked
package dev.weir.http.tracing;

import org.jspecify.annotations.NullMarked;
