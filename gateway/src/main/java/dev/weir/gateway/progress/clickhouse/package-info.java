/** The job's books in ClickHouse, which say how far it has counted. */
@NullMarked
package dev.weir.gateway.progress.clickhouse;

import org.jspecify.annotations.NullMarked;
