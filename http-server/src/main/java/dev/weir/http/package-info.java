// SPDX-License-Identifier: Apache-2.0
/** Serves HTTP: listener, limits, bodies, routes and error responses. It knows nothing of what is served. */
@NullMarked
package dev.weir.http;

import org.jspecify.annotations.NullMarked;
