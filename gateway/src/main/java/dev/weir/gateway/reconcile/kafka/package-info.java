// SPDX-License-Identifier: Apache-2.0
/** Reads the offsets of the log from Kafka. */
@NullMarked
package dev.weir.gateway.reconcile.kafka;

import org.jspecify.annotations.NullMarked;
