// SPDX-License-Identifier: Apache-2.0
/** Serves HTTP: listener, limits, bodies, routes and error responses. It does not depend on the handlers. */
@NullMarked
package dev.weir.http;

import org.jspecify.annotations.NullMarked;
