/** The numbers as ClickHouse has them: one class for each query. */
@NullMarked
package dev.weir.gateway.query.clickhouse;

import org.jspecify.annotations.NullMarked;
