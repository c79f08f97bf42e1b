package dev.weir.gateway.query.clickhouse;

import dev.weir.clickhouse.ClickHouseEndpoint;
import dev.weir.clickhouse.Migrator;
import dev.weir.clickhouse.Retention;
import dev.weir.gateway.query.MetricsReader;
import dev.weir.gateway.query.MetricsReaderContract;
import dev.weir.gateway.query.Numbers;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The contract, where a ClickHouse server of the developer's is at hand; it empties the tables. */
@EnabledIfEnvironmentVariable(named = ClickHouseMetricsReaderTest.URL, matches = "http.*")
final class ClickHouseMetricsReaderTest extends MetricsReaderContract {
    static final String URL = "TEST_CLICKHOUSE_URL";

    @Override
    protected MetricsReader readerOf(Numbers numbers) throws Exception {
        ClickHouseEndpoint endpoint = new ClickHouseEndpoint(URI.create(System.getenv(URL)), "default", "");
        Migrator.migrate(endpoint, Retention.FOREVER, Duration.ofSeconds(10), line -> {});
        ClickHouseNumbers.write(endpoint, numbers);
        return new ClickHouseMetricsReader(endpoint, 2, Duration.ofSeconds(5));
    }
}
