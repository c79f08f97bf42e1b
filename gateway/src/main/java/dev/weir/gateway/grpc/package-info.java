// SPDX-License-Identifier: Apache-2.0
/** Readings over gRPC, on a port of its own. */
@NullMarked
package dev.weir.gateway.grpc;

import org.jspecify.annotations.NullMarked;
