// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import dev.weir.configuration.ClickHouseEndpoint;
import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.tracing.JobTracing;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.jspecify.annotations.Nullable;

/**
 * Writes the tables of ClickHouse.
 *
 * <p>A table with many rows has a writer in every subtask that produces them, so that its rows do not cross the network
 * within the job. The other tables have one writer each, so that they get few inserts.
 */
public final class ClickHouseSinks implements TableSinks {
    private static final InsertPolicy POLICY = new InsertPolicy(
            Duration.ofMillis(250),
            Duration.ofSeconds(1),
            Duration.ofSeconds(4),
            2_000,
            Duration.ofSeconds(10),
            100_000,
            16 * 1024 * 1024);

    private final ClickHouseEndpoint endpoint;
    private final TableInserter.Factory inserterFactory;
    private final Version version;
    private final JobTracing tracing;

    /** @param epoch raised for a rebuild; rows of a higher epoch replace those of lower epochs */
    public ClickHouseSinks(ClickHouseEndpoint endpoint, int epoch, JobTracing tracing) {
        this.endpoint = endpoint;
        this.inserterFactory = HttpTableInserter.factory(endpoint);
        this.version = new Version(epoch);
        this.tracing = tracing;
    }

    @Override
    public void write(TableRows rows) {
        DataStream<FreshnessReport> freshness = write(
                        rows.events(),
                        Tables.events(),
                        new InsertSpans.TableTracing<>(tracing, "events_store", ReceivedEvent::traceParent),
                        "events")
                .union(
                        write(rows.videoViewsDaily(), Tables.videoViewsDaily(version), null, "video-views-daily"),
                        write(rows.videoViews30d(), Tables.videoViews30d(version), null, "video-views-30d"),
                        write(rows.activeUsersDaily(), Tables.activeUsersDaily(version), null, "active-users-daily")
                                .setParallelism(1),
                        write(rows.eventsPerMinute(), Tables.eventsPerMinute(version), null, "events-per-minute")
                                .setParallelism(1),
                        write(rows.metricValues(), Tables.metricValues(version), null, "metric-values"),
                        write(rows.metricMembers(), Tables.metricMembers(), null, "metric-members"),
                        write(rows.metricSkipped(), Tables.metricSkipped(version), null, "metric-skipped")
                                .setParallelism(1),
                        write(rows.metricFilledDays(), Tables.metricFilledDays(), null, "metric-filled-days")
                                .setParallelism(1),
                        write(rows.deadLetters(), Tables.deadLetters(version), null, "dead-letters")
                                .setParallelism(1));
        write(freshness, new FreshnessSink(inserterFactory), "freshness");
        write(rows.progress(), new ReadProgressSink(endpoint), "progress");
        write(rows.ledger(), new LedgerSink(endpoint, version), "ledger");
    }

    private <T> SingleOutputStreamOperator<FreshnessReport> write(
            DataStream<T> rows, Table<T> table, InsertSpans.@Nullable TableTracing<T> spans, String name) {
        return rows.transform(
                        name + "-sink",
                        TypeInformation.of(FreshnessReport.class),
                        new TableWriter<>(table, inserterFactory, POLICY, spans))
                .uid(name + "-sink");
    }

    private static <T> void write(DataStream<T> rows, Sink<T> sink, String name) {
        rows.sinkTo(sink).name(name + "-sink").uid(name + "-sink").setParallelism(1);
    }
}
