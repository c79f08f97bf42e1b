// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators;

import dev.weir.gateway.clickhouse.ClickHousePool;
import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.gateway.operators.SelectTableState.TableState;
import dev.weir.http.background.Periodic;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Reads regularly which schema ClickHouse's tables have and how fresh they are, and exposes it as metrics: {@code
 * weir_schema_version}, {@code weir_schema_required_version}, and {@code weir_freshness_timestamp_seconds} of each table.
 *
 * <p>While ClickHouse cannot be read, the metrics keep their last values. Freshness is a point in time and not a lag, so
 * that it gets older meanwhile.
 */
public final class TableGauges implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final ClickHousePool pool;
    private final MeterRegistry meters;
    private final Map<String, Long> asOfMillis = new ConcurrentHashMap<>();
    private final Periodic reads;

    private volatile double schemaVersion = Double.NaN;

    /** @param requiredVersion the version of the schema for which the gateway was built */
    public TableGauges(ClickHousePool pool, int requiredVersion, MeterRegistry meters) {
        this.pool = pool;
        this.meters = meters;
        Gauge.builder("weir.schema.version", this, gauges -> gauges.schemaVersion)
                .description("Last migration that was applied to ClickHouse")
                .register(meters);
        Gauge.builder("weir.schema.required.version", (Supplier<Number>) () -> requiredVersion)
                .description("Last migration that this version of Weir needs")
                .register(meters);
        reads = Periodic.start("table-gauges", Duration.ZERO, PERIOD, this::read);
    }

    @Override
    public void close() {
        reads.close();
    }

    private void read() {
        try {
            TableState state = pool.call(SelectTableState::from);
            schemaVersion = state.schemaVersion();
            state.asOfMillis().forEach(this::show);
        } catch (ClickHouseUnavailableException unavailable) {
            // weir_clickhouse_up shows it, and the heartbeat logs it.
        }
    }

    private void show(String table, long millis) {
        if (asOfMillis.put(table, millis) == null) {
            TimeGauge.builder("weir.freshness.timestamp", () -> asOfMillis.get(table), TimeUnit.MILLISECONDS)
                    .description("Unix time; every event accepted before it is counted in the table")
                    .tag("table", table)
                    .register(meters);
        }
    }
}
