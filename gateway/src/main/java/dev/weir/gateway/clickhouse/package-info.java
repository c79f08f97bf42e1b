/** Connections to ClickHouse, for whatever asks it. */
@NullMarked
package dev.weir.gateway.clickhouse;

import org.jspecify.annotations.NullMarked;
