// SPDX-License-Identifier: Apache-2.0
/** Events made durable in Kafka. */
@NullMarked
package dev.weir.gateway.ingest.kafka;

import org.jspecify.annotations.NullMarked;
