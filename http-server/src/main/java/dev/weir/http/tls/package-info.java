// SPDX-License-Identifier: Apache-2.0
/** The gateway's TLS certificate, and how it is replaced while connections are open. */
@NullMarked
package dev.weir.http.tls;

import org.jspecify.annotations.NullMarked;
