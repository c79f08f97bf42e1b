/** The books, read from ClickHouse. */
@NullMarked
package dev.weir.gateway.reconcile.clickhouse;

import org.jspecify.annotations.NullMarked;
