/** Serves the ClickHouse engine library over ClickHouse's HTTP interface. */
@NullMarked
package dev.weir.local.clickhouse;

import org.jspecify.annotations.NullMarked;
