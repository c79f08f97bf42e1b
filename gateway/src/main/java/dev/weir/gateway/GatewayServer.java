// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import dev.weir.gateway.clickhouse.ClickHouse;
import dev.weir.gateway.grpc.GrpcListener;
import dev.weir.gateway.ingest.EventPublisher;
import dev.weir.gateway.ingest.kafka.KafkaPublisher;
import dev.weir.gateway.management.Metrics;
import dev.weir.gateway.management.Readiness;
import dev.weir.http.Drain;
import dev.weir.http.HttpListener;
import dev.weir.http.access.AccessControl;
import dev.weir.http.tls.ServerCertificate;
import dev.weir.http.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway's composition root: creates all parts, listens, and drains and closes the parts in reverse order. */
public final class GatewayServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GatewayServer.class);
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private final Closing parts = new Closing();
    private final Duration drainTimeout;
    private final Features features;
    private final Drain drain = new Drain();
    private final HttpListener http;
    private final HttpListener management;
    private final GrpcListener grpc;
    private boolean isClosed;

    private GatewayServer(
            GatewayConfiguration configuration,
            BiFunction<MeterRegistry, OpenTelemetry, EventPublisher> openPublisher) {
        drainTimeout = configuration.drain();
        try {
            Metrics metrics = parts.of(new Metrics());
            MeterRegistry meters = metrics.registry();
            Tracing tracing = parts.of(new Tracing(configuration.tracing()));
            EventPublisher publisher = openPublisher.apply(meters, tracing.openTelemetry());
            parts.of((AutoCloseable) () -> publisher.close(drainTimeout.dividedBy(4)));
            ClickHouse clickHouse =
                    parts.of(new ClickHouse(configuration.query().clickHouse(), meters));
            features = new Features(configuration, meters, tracing.openTelemetry(), publisher, clickHouse, parts);
            AccessControl access = parts.of(AccessControl.start(configuration.access()));
            Readiness readiness = new Readiness(checks(publisher, clickHouse));
            RequestChain chain = new RequestChain(
                    configuration.http().isLoopback(),
                    configuration.management().isLoopback(),
                    meters,
                    tracing,
                    drain,
                    access,
                    features.requestsWithEvents(),
                    features.operatorsThreads());

            Optional<ServerCertificate> certificate =
                    configuration.tls().map(files -> parts.of(new ServerCertificate(files, meters)));
            management = parts.of(HttpListener.start(
                    listener("management", configuration.management(), 1, certificate, configuration),
                    meters,
                    chain.managementPort(UrlTable.managementPort(chain, features, readiness, metrics))));
            http = parts.of(HttpListener.start(
                    listener("http", configuration.http(), CORES, certificate, configuration),
                    meters,
                    chain.mainPort(UrlTable.mainPort(chain, features, readiness))));
            grpc = parts.of(GrpcListener.start(
                    new GrpcListener.Settings(
                            configuration.grpc().host(),
                            configuration.grpc().port(),
                            CORES,
                            certificate.map(ServerCertificate::keyManager),
                            configuration.connections(),
                            configuration.ingestLimits().maxRequests(),
                            configuration.ingestLimits().bodyTimeout()),
                    features.readings(),
                    access.producers(),
                    publisher::problem,
                    meters));
            access.logAudiences(chain.mainIsLoopback(), chain.managementIsLoopback());
        } catch (RuntimeException | Error failed) {
            parts.close();
            throw failed;
        }
        log.atInfo()
                .addKeyValue("http", httpAddress())
                .addKeyValue("management", managementAddress())
                .addKeyValue("grpc", grpcAddress())
                .log("weir gateway is ready");
    }

    /**
     * Starts a gateway with the configuration in the environment.
     *
     * @throws dev.weir.configuration.ConfigurationException with every invalid setting of the environment
     * @throws dev.weir.http.StartException if the gateway cannot start
     */
    public static GatewayServer start(Map<String, String> environment) {
        GatewayConfiguration configuration = GatewayConfiguration.from(environment);
        return new GatewayServer(
                configuration, (registry, telemetry) -> new KafkaPublisher(configuration.kafka(), registry, telemetry));
    }

    /** Starts a gateway with another publisher than Kafka. The server closes the publisher. */
    static GatewayServer start(Map<String, String> environment, EventPublisher publisher) {
        return new GatewayServer(GatewayConfiguration.from(environment), (registry, telemetry) -> publisher);
    }

    /** The address for events and queries. */
    public InetSocketAddress httpAddress() {
        return http.address();
    }

    /** The address for operators. */
    public InetSocketAddress managementAddress() {
        return management.address();
    }

    /** The address for readings over gRPC. */
    public InetSocketAddress grpcAddress() {
        return grpc.address();
    }

    /**
     * Drains the gateway and closes its parts, gRPC at the same time as HTTP. Each step has a share of the drain timeout.
     *
     * <p>First, new events are refused, and each connection ends with its next response. Then the requests in flight
     * finish; clients that connect meanwhile learn from the response that the gateway is stopping. Last, no more
     * connections are accepted, and the last requests get their responses. The management port responds until the end.
     *
     * <p>Only the first call closes; others wait for it. The listeners would wait forever for their stopped threads.
     */
    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        log.atInfo().addKeyValue("timeout", drainTimeout).log("Draining");
        drain.begin();
        features.releaseWaiting();
        grpc.drain();
        long begin = System.nanoTime();
        try {
            // A client may be about to use an idle connection. In this time it gets a response instead of a closed
            // connection.
            Duration share = drainTimeout.dividedBy(20);
            boolean nobodyLeft = http.awaitNoConnections(share);
            boolean idle = nobodyLeft || drain.awaitIdle(share.multipliedBy(13));
            http.stopAccepting();
            // The clients that connected last get their responses and disconnect. Idle connections are closed after
            // that.
            boolean allGone = idle && http.awaitNoConnections(share);
            boolean requestsEnded = allGone || drain.awaitIdle(share);
            // Calls have as much time as requests had, both together.
            Duration left = share.multipliedBy(14).minusNanos(System.nanoTime() - begin);
            boolean callsEnded = grpc.awaitIdle(left.isNegative() ? Duration.ZERO : left);
            if (!requestsEnded || !callsEnded) {
                log.atWarn()
                        .log("Requests were still in flight at the end of WEIR_DRAIN_TIMEOUT; their clients"
                                + " should retry");
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        parts.close();
    }

    private static HttpListener.Settings listener(
            String name,
            GatewayConfiguration.Listener address,
            int ioThreads,
            Optional<ServerCertificate> certificate,
            GatewayConfiguration configuration) {
        return new HttpListener.Settings(
                name, address.host(), address.port(), ioThreads, certificate, configuration.connections());
    }

    private Map<String, Supplier<@Nullable String>> checks(EventPublisher publisher, ClickHouse clickHouse) {
        Map<String, Supplier<@Nullable String>> checks = new LinkedHashMap<>();
        checks.put("gateway", () -> drain.isDraining() ? "The gateway is stopping." : null);
        checks.put("kafka", publisher::problem);
        checks.put("clickhouse", clickHouse::problem);
        return checks;
    }
}
