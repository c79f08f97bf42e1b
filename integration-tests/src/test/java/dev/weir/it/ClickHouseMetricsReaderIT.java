package dev.weir.it;

import dev.weir.clickhouse.ClickHouseEndpoint;
import dev.weir.clickhouse.Migrator;
import dev.weir.clickhouse.Retention;
import dev.weir.gateway.clickhouse.ClickHousePool;
import dev.weir.gateway.clickhouse.Heartbeat;
import dev.weir.gateway.query.MetricsReader;
import dev.weir.gateway.query.MetricsReaderContract;
import dev.weir.gateway.query.Numbers;
import dev.weir.gateway.query.clickhouse.ClickHouseMetricsReader;
import dev.weir.gateway.query.clickhouse.ClickHouseNumbers;
import dev.weir.local.Stack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The reader's contract, over the real engine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClickHouseMetricsReaderIT extends MetricsReaderContract {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Stack stack = RunningWeir.open(ClickHouseMetricsReaderIT.class, Map.of());
    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeAll
    void startClickHouse() {
        stack.clickHouse().start();
    }

    @AfterAll
    void stopClickHouse() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        stack.close();
    }

    @Override
    protected MetricsReader readerOf(Numbers numbers) throws Exception {
        ClickHouseEndpoint endpoint = new ClickHouseEndpoint(stack.clickHouseUrl(), "default", "");
        Migrator.migrate(endpoint, Retention.FOREVER, PATIENCE, line -> {});
        ClickHouseNumbers.write(endpoint, numbers);
        Heartbeat heartbeat = Heartbeat.of(endpoint);
        opened.add(heartbeat);
        MetricsReader reader =
                new ClickHouseMetricsReader(new ClickHousePool("test", endpoint, 1, PATIENCE, heartbeat));
        opened.add(reader);
        return reader;
    }
}
