// SPDX-License-Identifier: Apache-2.0
/** Metrics in ClickHouse: one class for each query. */
@NullMarked
package dev.weir.gateway.query.clickhouse;

import org.jspecify.annotations.NullMarked;
