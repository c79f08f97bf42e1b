/** ClickHouse's HTTP interface in front of the engine as a library. */
@NullMarked
package dev.weir.local.clickhouse;

import org.jspecify.annotations.NullMarked;
