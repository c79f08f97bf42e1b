// SPDX-License-Identifier: Apache-2.0
package dev.weir.configuration;

import java.io.Serializable;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import javax.net.ssl.SSLContext;

/**
 * The HTTP interface of a ClickHouse server, with the credentials for it.
 *
 * @param url with or without a port; {@code http} or {@code https}
 * @param authorities trusted authorities in PEM; empty to trust those of the JDK
 */
public record ClickHouseEndpoint(URI url, String user, String password, String authorities) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The database with all of Weir's tables. */
    public static final String DATABASE = "weir";

    /** An endpoint that trusts the authorities of the JDK. */
    public ClickHouseEndpoint(URI url, String user, String password) {
        this(url, user, password, "");
    }

    public static ClickHouseEndpoint from(Settings settings) {
        URI url = settings.httpUrl(Variable.CLICKHOUSE_URL);
        if (settings.isSet(Variable.CLICKHOUSE_CA) && "http".equals(url.getScheme())) {
            settings.refuse(Variable.CLICKHOUSE_CA, "has an effect only if WEIR_CLICKHOUSE_URL begins with https");
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
     * The properties of every JDBC connection.
     *
     * @param socketTimeout how long to wait for data from the server; the driver's default is forever
     */
    public Properties properties(Duration socketTimeout) {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        if (!authorities.isEmpty()) {
            // The driver accepts the PEM text as well as a path. Flink's workers do not have the file.
            properties.setProperty("sslrootcert", authorities);
        }
        properties.setProperty("socket_timeout", Long.toString(socketTimeout.toMillis()));
        settings().forEach((name, value) -> properties.setProperty("clickhouse_setting_" + name, value));
        return properties;
    }

    /** The server settings that every statement of Weir needs. */
    public Map<String, String> settings() {
        return Map.of(
                // Since 26.3 the default is 1. It acknowledges an insert before other connections can read its rows.
                "async_insert",
                "0",
                // Late events can spread one insert over many months, and each month is a partition. The server's
                // default limit is 100 partitions.
                "max_partitions_per_insert_block",
                "0");
    }

    /** The TLS context for requests that do not use the driver. */
    public SSLContext sslContext() {
        try {
            return authorities.isEmpty() ? SSLContext.getDefault() : Pem.trusting(authorities);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has TLS.", impossible);
        }
    }

    /** Omits the password. */
    @Override
    public String toString() {
        return user + "@" + url;
    }
}
