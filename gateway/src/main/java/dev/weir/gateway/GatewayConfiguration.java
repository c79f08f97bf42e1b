package dev.weir.gateway;

import dev.weir.clickhouse.ClickHouseEndpoint;
import dev.weir.configuration.Program;
import dev.weir.configuration.Settings;
import dev.weir.configuration.Variable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;

/**
 * What a gateway can be told.
 *
 * @param insecure listen beyond loopback although nothing says who may connect
 */
public record GatewayConfiguration(
        Listener http, Listener management, boolean insecure, Ingest ingest, Kafka kafka, Query query, Duration drain) {

    /** @param port 0 for any free one */
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

    /** @param allowedLateness how old an event may be on receipt */
    public record Ingest(Duration allowedLateness) {}

    /**
     * @param bootstrapServers host:port, separated by commas
     * @param deliveryTimeout how long a request may wait to become durable
     * @param maxInFlightBytes of events that wait for Kafka
     */
    public record Kafka(
            String bootstrapServers,
            String topic,
            Compression compression,
            Duration linger,
            Duration deliveryTimeout,
            long maxInFlightBytes) {}

    /** How batches of events go to Kafka. */
    public enum Compression {
        NONE,
        LZ4,
        ZSTD
    }

    /**
     * @param poolSize connections to ClickHouse, and so queries at a time
     * @param timeout how long a query may take
     */
    public record Query(ClickHouseEndpoint clickHouse, int poolSize, Duration timeout) {}

    /** More than the largest request needs, or it could never be admitted. */
    private static final long LEAST_IN_FLIGHT_BYTES = 8L << 20;

    private static final long MOST_IN_FLIGHT_BYTES = 16L << 30;

    /** @throws dev.weir.configuration.ConfigurationException with everything that is wrong */
    public static GatewayConfiguration from(Map<String, String> environment) {
        return Settings.read(Program.GATEWAY, environment, GatewayConfiguration::read);
    }

    private static GatewayConfiguration read(Settings settings) {
        Listener http = new Listener(settings.text(Variable.HTTP_HOST), settings.port(Variable.HTTP_PORT));
        Listener management =
                new Listener(settings.text(Variable.MANAGEMENT_HOST), settings.port(Variable.MANAGEMENT_PORT));
        boolean insecure = settings.flag(Variable.INSECURE);
        if (!insecure) {
            refuseBeyondLoopback(settings, Variable.HTTP_HOST, http);
            refuseBeyondLoopback(settings, Variable.MANAGEMENT_HOST, management);
        }
        Duration deliveryTimeout =
                settings.duration(Variable.KAFKA_DELIVERY_TIMEOUT, Duration.ofMillis(500), Duration.ofMinutes(2));
        return new GatewayConfiguration(
                http,
                management,
                insecure,
                new Ingest(
                        settings.duration(Variable.ALLOWED_LATENESS, Duration.ofMinutes(1), Duration.ofDays(18_250))),
                new Kafka(
                        settings.text(Variable.KAFKA_BOOTSTRAP_SERVERS),
                        settings.text(Variable.KAFKA_TOPIC),
                        settings.choice(Variable.KAFKA_COMPRESSION, Compression.class),
                        settings.duration(Variable.KAFKA_LINGER, Duration.ZERO, deliveryTimeout.dividedBy(2)),
                        deliveryTimeout,
                        settings.bytes(Variable.MAX_IN_FLIGHT, LEAST_IN_FLIGHT_BYTES, MOST_IN_FLIGHT_BYTES)),
                new Query(
                        ClickHouseEndpoint.from(settings),
                        settings.count(Variable.CLICKHOUSE_POOL_SIZE, 1, 1_000),
                        settings.duration(Variable.QUERY_TIMEOUT, Duration.ofMillis(100), Duration.ofMinutes(10))),
                settings.duration(Variable.DRAIN_TIMEOUT, Duration.ofSeconds(1), Duration.ofMinutes(10)));
    }

    private static void refuseBeyondLoopback(Settings settings, Variable variable, Listener listener) {
        if (!listener.isLoopback()) {
            settings.refuse(
                    variable,
                    "must be a loopback address while nothing says who may connect; it is '" + listener.host()
                            + "'. WEIR_INSECURE=true listens there all the same, for everyone");
        }
    }
}
