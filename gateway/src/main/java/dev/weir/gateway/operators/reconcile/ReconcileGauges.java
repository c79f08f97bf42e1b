// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.reconcile;

import dev.weir.configuration.Retention;
import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.gateway.kafka.KafkaUnavailableException;
import dev.weir.http.background.Periodic;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the ledger regularly, without the raw events, and exposes the result as metrics: {@code weir_books_balanced}
 * (1 or 0), {@code weir_books_pending_records}, and {@code weir_books_compared_timestamp_seconds}, which shows how old
 * the other two are. None has a value before the first comparison.
 */
public final class ReconcileGauges implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReconcileGauges.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Reconciler reconciler;
    private final Retention retention;
    private final Clock clock;
    private final Periodic comparisons;

    private volatile double balanced = Double.NaN;
    private volatile double pending = Double.NaN;
    private volatile double comparedAtMillis = Double.NaN;

    /** @param interval the time between the end of a comparison and the beginning of the next */
    public ReconcileGauges(
            Reconciler reconciler, Retention retention, Duration interval, MeterRegistry meters, Clock clock) {
        this.reconciler = reconciler;
        this.retention = retention;
        this.clock = clock;
        Gauge.builder("weir.books.balanced", this, gauges -> gauges.balanced)
                .description("1 if the log, the ledger and the tables agreed at the last comparison, else 0")
                .register(meters);
        Gauge.builder("weir.books.pending.records", this, gauges -> gauges.pending)
                .description("Records of the log that the job's last checkpoint did not cover at the last comparison")
                .register(meters);
        TimeGauge.builder(
                        "weir.books.compared.timestamp", this, TimeUnit.MILLISECONDS, gauges -> gauges.comparedAtMillis)
                .description("Unix time of the last comparison")
                .register(meters);
        comparisons = Periodic.start("reconcile-gauges", interval, interval, this::compare);
    }

    private void compare() {
        try {
            Kept kept = Kept.of(retention, clock);
            Set<LedgerColumn> columns = EnumSet.copyOf(kept.columns());
            columns.remove(LedgerColumn.EVENTS);
            ComparisonScope scope = new ComparisonScope(kept.firstDay(), ReconcileRequestParser.LAST_DAY, columns);
            Comparison result = reconciler.reconcile(scope, PATIENCE);
            if (!result.isBalanced()) {
                log.atError()
                        .addKeyValue("problems", result.problems().size())
                        .addKeyValue("first", result.problems().get(0))
                        .log("The ledger does not balance; see GET /reconcile");
            }
            balanced = result.isBalanced() ? 1 : 0;
            pending = result.pending();
            comparedAtMillis = clock.millis();
        } catch (ClickHouseUnavailableException | KafkaUnavailableException unavailable) {
            log.atWarn()
                    .addKeyValue("cause", String.valueOf(unavailable.getCause()))
                    .log("The ledger could not be compared");
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error unforeseen) {
            log.atError().setCause(unforeseen).log("The ledger could not be compared");
        }
    }

    @Override
    public void close() {
        comparisons.close();
    }
}
