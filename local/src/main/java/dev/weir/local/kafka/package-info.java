// SPDX-License-Identifier: Apache-2.0
/** Runs a Kafka broker on this machine. */
@NullMarked
package dev.weir.local.kafka;

import org.jspecify.annotations.NullMarked;
