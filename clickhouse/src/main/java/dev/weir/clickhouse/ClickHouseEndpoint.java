package dev.weir.clickhouse;

import dev.weir.configuration.Settings;
import dev.weir.configuration.Variable;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.Properties;

/**
 * A ClickHouse server's HTTP interface, with whom to be there.
 *
 * @param url with or without a port; {@code http} or {@code https}
 */
public record ClickHouseEndpoint(URI url, String user, String password) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Where everything of Weir's lives. */
    public static final String DATABASE = "weir";

    public static ClickHouseEndpoint from(Settings settings) {
        return new ClickHouseEndpoint(
                settings.httpUrl(Variable.CLICKHOUSE_URL),
                settings.text(Variable.CLICKHOUSE_USER),
                settings.text(Variable.CLICKHOUSE_PASSWORD));
    }

    /** The URL for clickhouse-jdbc, without credentials. */
    public String jdbcUrl() {
        return "jdbc:clickhouse:" + url;
    }

    /**
     * What every connection of Weir's needs.
     *
     * @param socketTimeout how long the server may be silent; the driver's default is for ever
     */
    public Properties properties(Duration socketTimeout) {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("socket_timeout", Long.toString(socketTimeout.toMillis()));
        // Servers since 26.3 default to 1, which acknowledges an insert before other connections can read it.
        properties.setProperty("clickhouse_setting_async_insert", "0");
        // Late events spread one insert over many months, each a partition; the server's default refuses more than 100.
        properties.setProperty("clickhouse_setting_max_partitions_per_insert_block", "0");
        // {"a.b":1,"a":{"b":2}} names one path twice: keep the first of them rather than nothing.
        properties.setProperty("clickhouse_setting_type_json_skip_duplicated_paths", "1");
        return properties;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return user + "@" + url;
    }
}
