// SPDX-License-Identifier: Apache-2.0
package dev.weir.configuration;

import java.io.Serializable;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * The HTTP interface of a ClickHouse server, with the credentials for it.
 *
 * @param url with or without a port; {@code http} or {@code https}
 * @param authorities trusted authorities in PEM; empty to trust those of the JDK
 * @param cluster the name of the cluster in the configuration of the server; empty if the server stands alone
 */
public record ClickHouseEndpoint(URI url, String user, String password, String authorities, String cluster)
        implements Serializable {
    private static final long serialVersionUID = 2L;

    private static final Pattern CLUSTER = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

    /** The database with all of Weir's tables. */
    public static final String DATABASE = "weir";

    /** See docs/adr/0017-cluster.md. */
    private static final Map<String, String> CLUSTER_SETTINGS = Map.ofEntries(
            // An insert is acknowledged when the shards have its rows. By default the receiving node forwards them
            // later.
            Map.entry("distributed_foreground_insert", "1"),
            // Each shard has them on a majority of its replicas.
            Map.entry("insert_quorum", "auto"),
            Map.entry("insert_quorum_timeout", "20000"),
            // Rows with equal keys replace one another anyway. Otherwise rows that are written again after a deletion
            // would be dropped as repeated.
            Map.entry("insert_deduplicate", "0"),
            // INSERT SELECT does not run on each shard by itself, because a row may belong to another shard.
            Map.entry("parallel_distributed_insert_select", "0"),
            // All programs write to and read from the same replica of a shard as long as it lives, so that no number
            // falls between two queries. By default each node prefers its own replica.
            Map.entry("load_balancing", "in_order"),
            Map.entry("prefer_localhost_replica", "0"),
            // An answer without the rows of a shard would be wrong.
            Map.entry("skip_unavailable_shards", "0"),
            // The tables in IN (SELECT …) are spread, too.
            Map.entry("distributed_product_mode", "global"),
            // DDL on all nodes fails before the timeout of its client.
            Map.entry("distributed_ddl_task_timeout", "100"),
            Map.entry("distributed_ddl_output_mode", "none"));

    /** An endpoint that trusts the authorities of the JDK. */
    public ClickHouseEndpoint(URI url, String user, String password) {
        this(url, user, password, "", "");
    }

    /** An endpoint of a server that stands alone. */
    public ClickHouseEndpoint(URI url, String user, String password, String authorities) {
        this(url, user, password, authorities, "");
    }

    public static ClickHouseEndpoint from(Settings settings) {
        URI url = settings.httpUrl(Variable.CLICKHOUSE_URL);
        if (settings.isSet(Variable.CLICKHOUSE_CA) && "http".equals(url.getScheme())) {
            settings.refuse(Variable.CLICKHOUSE_CA, "has an effect only if WEIR_CLICKHOUSE_URL begins with https");
        }
        String cluster = settings.text(Variable.CLICKHOUSE_CLUSTER);
        if (!cluster.isEmpty() && !CLUSTER.matcher(cluster).matches()) {
            settings.refuse(
                    Variable.CLICKHOUSE_CLUSTER,
                    "must be the name of a cluster in remote_servers: letters, digits, '_', '.' and '-'");
        }
        return new ClickHouseEndpoint(
                url,
                settings.text(Variable.CLICKHOUSE_USER),
                settings.text(Variable.CLICKHOUSE_PASSWORD),
                settings.file(Variable.CLICKHOUSE_CA, Pem::requireCertificates).orElse(""),
                cluster);
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

    /** Whether the tables are spread over the nodes of a cluster. */
    public boolean isCluster() {
        return !cluster.isEmpty();
    }

    /** The server settings that every statement of Weir needs. */
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(Map.of(
                // Since 26.3 the default is 1. It acknowledges an insert before other connections can read its rows.
                "async_insert",
                "0",
                // Late events can spread one insert over many months, and each month is a partition. The server's
                // default limit is 100 partitions.
                "max_partitions_per_insert_block",
                "0"));
        if (isCluster()) {
            settings.putAll(CLUSTER_SETTINGS);
        }
        return Map.copyOf(settings);
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
