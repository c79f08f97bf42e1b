// SPDX-License-Identifier: Apache-2.0
/** Reads from Kafka where the log ends. */
@NullMarked
package dev.weir.gateway.progress.kafka;

import org.jspecify.annotations.NullMarked;
