/** The end of the log, asked of Kafka. */
@NullMarked
package dev.weir.gateway.reconcile.kafka;

import org.jspecify.annotations.NullMarked;
