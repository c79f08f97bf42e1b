// SPDX-License-Identifier: Apache-2.0
/** What the job has written to ClickHouse about one event: one class for each query. */
@NullMarked
package dev.weir.gateway.lookup.clickhouse;

import org.jspecify.annotations.NullMarked;
