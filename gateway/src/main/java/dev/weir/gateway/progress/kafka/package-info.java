/** Where the log ends, as Kafka says. */
@NullMarked
package dev.weir.gateway.progress.kafka;

import org.jspecify.annotations.NullMarked;
