package dev.weir.clickhouse;

import dev.weir.configuration.Pem;
import dev.weir.configuration.Settings;
import dev.weir.configuration.Variable;
import java.io.Serializable;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import javax.net.ssl.SSLContext;

/**
 * A ClickHouse server's HTTP interface, with whom to be there.
 *
 * @param url with or without a port; {@code http} or {@code https}
 * @param authorities whose certificates are trusted, in PEM; empty for those that the JDK trusts
 */
public record ClickHouseEndpoint(URI url, String user, String password, String authorities) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Where everything of Weir's lives. */
    public static final String DATABASE = "weir";

    /** One whose certificate, if it has one, comes from an authority that the JDK trusts. */
    public ClickHouseEndpoint(URI url, String user, String password) {
        this(url, user, password, "");
    }

    public static ClickHouseEndpoint from(Settings settings) {
        URI url = settings.httpUrl(Variable.CLICKHOUSE_URL);
        if (settings.isSet(Variable.CLICKHOUSE_CA) && "http".equals(url.getScheme())) {
            settings.refuse(Variable.CLICKHOUSE_CA, "has an effect only where WEIR_CLICKHOUSE_URL begins with https");
        }
        return new ClickHouseEndpoint(
                url,
                settings.text(Variable.CLICKHOUSE_USER),
                settings.text(Variable.CLICKHOUSE_PASSWORD),
                settings.file(Variable.CLICKHOUSE_CA, Pem::requireCertificates).orElse(""));
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
        if (!authorities.isEmpty()) {
            // The text itself, which the driver takes as well as a path: Flink's workers do not have the file.
            properties.setProperty("sslrootcert", authorities);
        }
        properties.setProperty("socket_timeout", Long.toString(socketTimeout.toMillis()));
        settings().forEach((name, value) -> properties.setProperty("clickhouse_setting_" + name, value));
        return properties;
    }

    /** The server's settings that every statement of Weir's needs. */
    public Map<String, String> settings() {
        return Map.of(
                // Servers since 26.3 default to 1, which acknowledges an insert before other connections can read it.
                "async_insert",
                "0",
                // Late events spread one insert over many months, each a partition; the server's default refuses more
                // than 100.
                "max_partitions_per_insert_block",
                "0");
    }

    /** The client's side of TLS for requests beside the driver's. */
    public SSLContext sslContext() {
        try {
            return authorities.isEmpty() ? SSLContext.getDefault() : Pem.trusting(authorities);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has TLS.", impossible);
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return user + "@" + url;
    }
}
