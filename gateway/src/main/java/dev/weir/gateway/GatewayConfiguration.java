// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import dev.weir.configuration.ClickHouseEndpoint;
import dev.weir.configuration.KafkaEndpoint;
import dev.weir.configuration.Program;
import dev.weir.configuration.Retention;
import dev.weir.configuration.Settings;
import dev.weir.configuration.Variable;
import dev.weir.gateway.ingest.IngestLimits;
import dev.weir.gateway.ingest.kafka.KafkaConfiguration;
import dev.weir.gateway.query.QueryLimits;
import dev.weir.http.ConnectionLimits;
import dev.weir.http.access.AccessConfiguration;
import dev.weir.http.logging.LoggingConfiguration;
import dev.weir.http.tls.TlsConfiguration;
import dev.weir.http.tracing.TracingConfiguration;
import dev.weir.metric.MetricDefinitions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration of a gateway.
 *
 * @param grpc on the host of {@code http}
 * @param tls empty for plain HTTP
 * @param connections the limits of each port
 * @param insecure whether to listen beyond loopback without access control
 * @param metrics the metrics that users define
 * @param waiting how long a request may wait until its events are counted
 * @param dedupHorizon how long the job remembers an identity; the gateway only publishes it
 */
public record GatewayConfiguration(
        Listener http,
        Listener management,
        Listener grpc,
        Optional<TlsConfiguration> tls,
        ConnectionLimits connections,
        boolean insecure,
        AccessConfiguration access,
        Ingest ingest,
        IngestLimits ingestLimits,
        KafkaConfiguration kafka,
        Query query,
        QueryLimits queryLimits,
        MetricDefinitions metrics,
        Reconcile reconcile,
        Duration waiting,
        LoggingConfiguration logging,
        TracingConfiguration tracing,
        Duration drain,
        Duration dedupHorizon) {

    /** @param port 0 for any free port */
    public record Listener(String host, int port) {
        /** Whether only this machine can connect. */
        public boolean isLoopback() {
            try {
                return InetAddress.getByName(host).isLoopbackAddress();
            } catch (UnknownHostException unknown) {
                return false;
            }
        }
    }

    /** @param allowedLateness the maximum age of an event on receipt */
    public record Ingest(Duration allowedLateness) {}

    /**
     * @param poolSize connections to ClickHouse, and so concurrent queries
     * @param timeout for one query
     */
    public record Query(ClickHouseEndpoint clickHouse, int poolSize, Duration timeout) {}

    /**
     * @param interval between two comparisons of the ledger
     * @param retention of the tables
     */
    public record Reconcile(Duration interval, Retention retention) {}

    /** Must exceed the needs of the largest request, which could never be admitted otherwise. */
    private static final long LEAST_IN_FLIGHT_BYTES = 8L << 20;

    private static final long MOST_IN_FLIGHT_BYTES = 16L << 30;

    /** @throws dev.weir.configuration.ConfigurationException with every invalid setting */
    public static GatewayConfiguration from(Map<String, String> environment) {
        return Settings.read(Program.GATEWAY, environment, GatewayConfiguration::read);
    }

    private static GatewayConfiguration read(Settings settings) {
        Listener http = new Listener(settings.text(Variable.HTTP_HOST), settings.port(Variable.HTTP_PORT));
        Listener management =
                new Listener(settings.text(Variable.MANAGEMENT_HOST), settings.port(Variable.MANAGEMENT_PORT));
        boolean insecure = settings.flag(Variable.INSECURE);
        AccessConfiguration access = AccessConfiguration.from(settings);
        if (!insecure) {
            access.refuseOpenPorts(settings, http.isLoopback(), management.isLoopback());
        }
        Duration deliveryTimeout =
                settings.duration(Variable.KAFKA_DELIVERY_TIMEOUT, Duration.ofMillis(500), Duration.ofMinutes(2));
        return new GatewayConfiguration(
                http,
                management,
                new Listener(http.host(), settings.port(Variable.GRPC_PORT)),
                TlsConfiguration.from(settings),
                ConnectionLimits.from(settings, access.trustedProxies()::contains),
                insecure,
                access,
                new Ingest(
                        settings.duration(Variable.ALLOWED_LATENESS, Duration.ofMinutes(1), Duration.ofDays(18_250))),
                IngestLimits.from(settings),
                new KafkaConfiguration(
                        KafkaEndpoint.from(settings),
                        settings.text(Variable.KAFKA_TOPIC),
                        settings.choice(Variable.KAFKA_COMPRESSION, KafkaConfiguration.Compression.class),
                        settings.duration(Variable.KAFKA_LINGER, Duration.ZERO, deliveryTimeout.dividedBy(2)),
                        deliveryTimeout,
                        settings.bytes(Variable.MAX_IN_FLIGHT, LEAST_IN_FLIGHT_BYTES, MOST_IN_FLIGHT_BYTES)),
                new Query(
                        ClickHouseEndpoint.from(settings),
                        settings.count(Variable.CLICKHOUSE_POOL_SIZE, 1, 1_000),
                        settings.duration(Variable.QUERY_TIMEOUT, Duration.ofMillis(100), Duration.ofMinutes(10))),
                QueryLimits.from(settings),
                MetricDefinitions.from(settings),
                new Reconcile(
                        settings.duration(Variable.RECONCILE_INTERVAL, Duration.ofSeconds(1), Duration.ofDays(1)),
                        Retention.from(settings)),
                settings.duration(Variable.WAIT_TIMEOUT, Duration.ofMillis(100), Duration.ofMinutes(5)),
                LoggingConfiguration.from(settings),
                TracingConfiguration.from(settings),
                settings.duration(Variable.DRAIN_TIMEOUT, Duration.ofSeconds(1), Duration.ofMinutes(10)),
                settings.duration(Variable.DEDUP_HORIZON, Duration.ofSeconds(1), Duration.ofDays(365)));
    }
}
