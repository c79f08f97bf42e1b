// SPDX-License-Identifier: Apache-2.0
/** The HTTP infrastructure that all features of the gateway share. It depends on no feature. */
@NullMarked
package dev.weir.gateway.http;

import org.jspecify.annotations.NullMarked;
