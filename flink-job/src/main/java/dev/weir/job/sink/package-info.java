/** Rows into ClickHouse, dead letters into Kafka. */
@NullMarked
package dev.weir.job.sink;

import org.jspecify.annotations.NullMarked;
