// SPDX-License-Identifier: Apache-2.0
/** Readings over OTLP/HTTP, the protocol of OpenTelemetry. */
@NullMarked
package dev.weir.gateway.otlp;

import org.jspecify.annotations.NullMarked;
