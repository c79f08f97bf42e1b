// SPDX-License-Identifier: Apache-2.0
/** Writes rows to ClickHouse and dead letters to Kafka. */
@NullMarked
package dev.weir.job.sink;

import org.jspecify.annotations.NullMarked;
