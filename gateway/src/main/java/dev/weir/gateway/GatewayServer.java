package dev.weir.gateway;

import dev.weir.gateway.access.AccessControl;
import dev.weir.gateway.clickhouse.Heartbeat;
import dev.weir.gateway.http.Drain;
import dev.weir.gateway.http.ErrorAnswers;
import dev.weir.gateway.http.HttpListener;
import dev.weir.gateway.http.RefusalMetrics;
import dev.weir.gateway.http.RequestId;
import dev.weir.gateway.http.RequestLog;
import dev.weir.gateway.http.RequestMetrics;
import dev.weir.gateway.ingest.EventPublisher;
import dev.weir.gateway.ingest.kafka.KafkaPublisher;
import dev.weir.gateway.management.Metrics;
import dev.weir.gateway.management.Readiness;
import dev.weir.gateway.tls.ServerCertificate;
import dev.weir.gateway.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.HttpContinueReadHandler;
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

/** The gateway's composition root: puts its parts together, listens, and drains and closes them in reverse order. */
public final class GatewayServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GatewayServer.class);
    private static final String HTTP = "http";
    private static final String MANAGEMENT = "management";
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private final Closing parts = new Closing();
    private final Duration drainTimeout;
    private final Features features;
    private final Drain drain;
    private final HttpListener http;
    private final HttpListener management;

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
            Heartbeat clickHouse =
                    parts.of(Heartbeat.of(configuration.query().clickHouse()).measuredBy(meters));
            features = new Features(configuration, meters, tracing.openTelemetry(), publisher, clickHouse, parts);
            AccessControl access = parts.of(AccessControl.start(configuration.access()));
            Readiness readiness = new Readiness(checks(publisher, clickHouse));

            HttpHandler urls = UrlTable.http(
                    access, features.ingest(), features.query(), features.reconcile(), readiness, features.contract());
            HttpHandler operatorsUrls = UrlTable.management(
                    access, readiness, metrics, features.deadLetters(), features.lookup(), features.operatorsThreads());
            boolean httpIsLoopback = configuration.http().isLoopback();
            boolean managementIsLoopback = configuration.management().isLoopback();
            drain = new Drain(access.onMainPort(httpIsLoopback, new HttpContinueReadHandler(urls)));

            Optional<ServerCertificate> certificate =
                    configuration.tls().map(files -> parts.of(new ServerCertificate(files, meters)));
            management = parts.of(HttpListener.start(
                    listener(MANAGEMENT, configuration.management(), 1, certificate, configuration),
                    meters,
                    seen(
                            MANAGEMENT,
                            meters,
                            ErrorAnswers.catching(access.onManagementPort(managementIsLoopback, operatorsUrls)))));
            http = parts.of(HttpListener.start(
                    listener(HTTP, configuration.http(), CORES, certificate, configuration),
                    meters,
                    seen(HTTP, meters, new RequestMetrics(meters, tracing.of(ErrorAnswers.catching(drain))))));
            access.say(httpIsLoopback, managementIsLoopback);
        } catch (RuntimeException | Error failed) {
            parts.close();
            throw failed;
        }
        log.atInfo()
                .addKeyValue("http", httpAddress())
                .addKeyValue("management", managementAddress())
                .log("weir gateway is ready");
    }

    /**
     * Starts a gateway as the environment says.
     *
     * @throws dev.weir.configuration.ConfigurationException with everything that is wrong with the environment
     * @throws dev.weir.gateway.http.StartException where it cannot start
     */
    public static GatewayServer start(Map<String, String> environment) {
        GatewayConfiguration configuration = GatewayConfiguration.from(environment);
        return new GatewayServer(
                configuration, (registry, telemetry) -> new KafkaPublisher(configuration.kafka(), registry, telemetry));
    }

    /** The same with another log than Kafka, which the server closes. */
    static GatewayServer start(Map<String, String> environment, EventPublisher publisher) {
        return new GatewayServer(GatewayConfiguration.from(environment), (registry, telemetry) -> publisher);
    }

    /** Where it takes events and queries. */
    public InetSocketAddress httpAddress() {
        return http.address();
    }

    /** Where it answers its operators. */
    public InetSocketAddress managementAddress() {
        return management.address();
    }

    /**
     * Drains, each step within its share of the time-out: refuses new events, and ends each connection with its next answer;
     * lets the requests in flight finish, and whoever connects meanwhile hear that it is stopping; takes no new connections, and
     * answers the last that came. The operators' port answers until the end.
     */
    @Override
    public void close() {
        if (!drain.isDraining()) {
            log.atInfo().addKeyValue("timeout", drainTimeout).log("Draining");
        }
        drain.begin();
        features.releaseWaiting();
        try {
            // A client may be about to use an idle connection: it has this long to be told instead of cut off.
            Duration share = drainTimeout.dividedBy(20);
            boolean nobodyLeft = http.awaitNoConnections(share);
            boolean idle = nobodyLeft || drain.awaitIdle(share.multipliedBy(13));
            http.stopAccepting();
            // Those who connected last send a request, are answered, and go; idle ones, which send none, are ended
            // after that.
            boolean allGone = idle && http.awaitNoConnections(share);
            if (!allGone && !drain.awaitIdle(share)) {
                log.atWarn().log("Requests were still in flight when the time was over; their clients send them again");
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

    /** What every port does first: everything after it can say which request it is about, and what it answers is counted. */
    private static HttpHandler seen(String listener, MeterRegistry meters, HttpHandler next) {
        return new RequestId(new RequestLog(new RefusalMetrics(listener, meters, next)));
    }

    private Map<String, Supplier<@Nullable String>> checks(EventPublisher publisher, Heartbeat clickHouse) {
        Map<String, Supplier<@Nullable String>> checks = new LinkedHashMap<>();
        checks.put("gateway", () -> drain.isDraining() ? "The gateway is stopping." : null);
        checks.put("kafka", publisher::problem);
        checks.put("clickhouse", clickHouse::problem);
        return checks;
    }
}
