package dev.weir.job.sink;

import dev.weir.clickhouse.ClickHouseEndpoint;
import dev.weir.job.activity.ActivityCounts;
import dev.weir.job.decode.DeadLetter;
import dev.weir.job.decode.Progress;
import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.ledger.LedgerEntry;
import dev.weir.job.minutes.MinuteEvents;
import dev.weir.job.tracing.JobTracing;
import dev.weir.job.views.VideoViews;
import java.time.Duration;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.jdbc.JdbcConnectionOptions;

/** The job's sinks into ClickHouse. */
public final class ClickHouseSinks implements TableSinks {
    private static final Pace PACE =
            new Pace(Duration.ofMillis(250), Duration.ofSeconds(1), 2_000, 50_000, 16 * 1024 * 1024);
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(30);

    private final JdbcConnectionOptions connection;
    private final Version version;
    private final JobTracing tracing;

    /** @param epoch raised for a rebuild, whose rows replace those of the run before */
    public ClickHouseSinks(ClickHouseEndpoint endpoint, int epoch, JobTracing tracing) {
        JdbcConnectionOptions.JdbcConnectionOptionsBuilder builder =
                new JdbcConnectionOptions.JdbcConnectionOptionsBuilder()
                        .withUrl(endpoint.jdbcUrl())
                        .withDriverName("com.clickhouse.jdbc.ClickHouseDriver");
        var properties = endpoint.properties(SOCKET_TIMEOUT);
        properties.stringPropertyNames().forEach(name -> builder.withProperty(name, properties.getProperty(name)));
        // Batches in ClickHouse's own binary rows: half as much work again for either side as SQL text.
        builder.withProperty("beta.row_binary_for_simple_insert", "true");
        this.connection = builder.build();
        this.version = new Version(epoch);
        this.tracing = tracing;
    }

    @Override
    public Sink<VideoViews> videoViewsDaily() {
        return sink(Tables.videoViewsDaily(version));
    }

    @Override
    public Sink<VideoViews> videoViews30d() {
        return sink(Tables.videoViews30d(version));
    }

    @Override
    public Sink<ActivityCounts> activeUsersDaily() {
        return sink(Tables.activeUsersDaily(version));
    }

    @Override
    public Sink<MinuteEvents> eventsPerMinute() {
        return sink(Tables.eventsPerMinute(version));
    }

    @Override
    public Sink<ReceivedEvent> events() {
        return new TableSink<>(
                Tables.events(),
                connection,
                PACE,
                new InsertTracing<>(tracing, "events_store", ReceivedEvent::traceParent));
    }

    @Override
    public Sink<DeadLetter> deadLetters() {
        return sink(Tables.deadLetters(version));
    }

    @Override
    public Sink<LedgerEntry> ledger() {
        return new LedgerSink(connection, version);
    }

    @Override
    public Sink<Progress> progress() {
        return new ProgressSink(connection, PACE.quiet());
    }

    private <T> Sink<T> sink(Table<T> table) {
        return new TableSink<>(table, connection, PACE, null);
    }
}
