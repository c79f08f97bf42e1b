package dev.weir.gateway;

import dev.weir.clickhouse.ClickHouseEndpoint;
import dev.weir.clickhouse.Retention;
import dev.weir.event.EventRules;
import dev.weir.gateway.access.AccessControl;
import dev.weir.gateway.admission.BodyAdmission;
import dev.weir.gateway.admission.BudgetGauges;
import dev.weir.gateway.admission.ByteBudget;
import dev.weir.gateway.clickhouse.ClickHousePool;
import dev.weir.gateway.contract.ContractHandlers;
import dev.weir.gateway.deadletters.DeadLetterHandlers;
import dev.weir.gateway.deadletters.DeadLetterStore;
import dev.weir.gateway.deadletters.clickhouse.ClickHouseDeadLetters;
import dev.weir.gateway.http.BodyReader;
import dev.weir.gateway.http.Drain;
import dev.weir.gateway.http.ErrorAnswers;
import dev.weir.gateway.http.HttpListener;
import dev.weir.gateway.http.InFlightLimit;
import dev.weir.gateway.http.JsonAnswers;
import dev.weir.gateway.http.RequestId;
import dev.weir.gateway.http.RequestLog;
import dev.weir.gateway.http.RequestMetrics;
import dev.weir.gateway.http.WorkerThreads;
import dev.weir.gateway.ingest.EventPublisher;
import dev.weir.gateway.ingest.IngestHandler;
import dev.weir.gateway.ingest.IngestLimits;
import dev.weir.gateway.ingest.IngestMetrics;
import dev.weir.gateway.ingest.PublishedIngestLimits;
import dev.weir.gateway.ingest.kafka.KafkaPublisher;
import dev.weir.gateway.lookup.LookupHandler;
import dev.weir.gateway.lookup.clickhouse.ClickHouseBookkeeping;
import dev.weir.gateway.lookup.kafka.KafkaEventLog;
import dev.weir.gateway.management.HttpPing;
import dev.weir.gateway.management.Metrics;
import dev.weir.gateway.management.Readiness;
import dev.weir.gateway.progress.Progress;
import dev.weir.gateway.progress.clickhouse.ClickHousePositions;
import dev.weir.gateway.query.MetricsHandler;
import dev.weir.gateway.query.MetricsReader;
import dev.weir.gateway.query.PublishedQueryLimits;
import dev.weir.gateway.query.QueryLimits;
import dev.weir.gateway.query.SharedReads;
import dev.weir.gateway.query.TracedMetricsReader;
import dev.weir.gateway.query.clickhouse.ClickHouseMetricsReader;
import dev.weir.gateway.reconcile.ReconcileGauges;
import dev.weir.gateway.reconcile.ReconcileHandler;
import dev.weir.gateway.reconcile.Reconciler;
import dev.weir.gateway.reconcile.clickhouse.ClickHouseBooks;
import dev.weir.gateway.reconcile.kafka.KafkaLogEnds;
import dev.weir.gateway.tls.ServerCertificate;
import dev.weir.gateway.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ExecutorServiceMetrics;
import io.opentelemetry.api.OpenTelemetry;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.HttpContinueReadHandler;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway's composition root: builds everything by plain constructors, and drains and closes it in reverse order. */
public final class GatewayServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GatewayServer.class);
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final int MAX_WAITING_BODIES = 1_000;

    /** One for whoever asks, one for the gauges. */
    private static final int COMPARISONS = 2;

    private static final int COMPARISONS_WAITING = 8;

    /** For a statement over all rows of a table. */
    private static final Duration COMPARISON_TIMEOUT = Duration.ofMinutes(1);

    /** Requests of operators that are worked on at a time, each with a connection to ClickHouse. */
    private static final int OPERATORS = 2;

    private static final int OPERATORS_WAITING = 8;

    /** A row for each partition of the log; nobody is told anything while it is not answered. */
    private static final Duration PROGRESS_TIMEOUT = Duration.ofSeconds(2);

    /** Operators can wait longer than dashboards: what they ask may mean reading a large table. */
    private static final Duration OPERATORS_QUERY_TIMEOUT = Duration.ofSeconds(30);

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final Duration drainTimeout;
    private final Progress progress;
    private final Drain drain;
    private final HttpListener http;
    private final HttpListener management;

    private GatewayServer(
            GatewayConfiguration configuration,
            BiFunction<MeterRegistry, OpenTelemetry, EventPublisher> openPublisher) {
        drainTimeout = configuration.drain();
        try {
            Metrics metrics = closedLast(new Metrics());
            Tracing tracing = closedLast(new Tracing(configuration.tracing()));
            EventPublisher publisher = openPublisher.apply(metrics.registry(), tracing.openTelemetry());
            started.push(() -> publisher.close(drainTimeout.dividedBy(4)));
            ClickHouseEndpoint endpoint = configuration.query().clickHouse();
            HttpPing clickHouse =
                    closedLast(new HttpPing("ClickHouse", endpoint.url().resolve("/ping"), endpoint.sslContext()));
            ExecutorService workers = workers(metrics.registry());
            started.push(workers::shutdownNow);

            Readiness readiness = new Readiness(checks(publisher, clickHouse));
            progress = closedLast(new Progress(
                    new ClickHousePositions(
                            new ClickHousePool("progress", configuration.query().clickHouse(), 1, PROGRESS_TIMEOUT)),
                    configuration.waiting(),
                    metrics.registry()));
            AccessControl access = closedLast(AccessControl.start(configuration.access(), metrics.registry()));
            boolean httpIsLoopback = configuration.http().isLoopback();
            boolean managementIsLoopback = configuration.management().isLoopback();
            HttpHandler urls = UrlTable.http(
                    access,
                    ingest(configuration, publisher, metrics, workers),
                    query(configuration, metrics, tracing),
                    reconcile(configuration, metrics),
                    readiness,
                    ContractHandlers.of(limits(configuration)));
            drain = new Drain(access.onMainPort(httpIsLoopback, new HttpContinueReadHandler(urls)));

            Optional<ServerCertificate> certificate =
                    configuration.tls().map(files -> closedLast(new ServerCertificate(files, metrics.registry())));
            management = closedLast(HttpListener.start(
                    listener("management", configuration.management(), 1, certificate, configuration),
                    metrics.registry(),
                    named(ErrorAnswers.catching(access.onManagementPort(
                            managementIsLoopback,
                            UrlTable.management(
                                    access,
                                    readiness,
                                    metrics,
                                    deadLetters(configuration, publisher, metrics),
                                    lookup(configuration, metrics),
                                    threads("operators", OPERATORS, OPERATORS_WAITING, metrics)))))));
            http = closedLast(HttpListener.start(
                    listener("http", configuration.http(), CORES, certificate, configuration),
                    metrics.registry(),
                    named(new RequestMetrics(metrics.registry(), tracing.of(ErrorAnswers.catching(drain))))));
            access.say(httpIsLoopback, managementIsLoopback);
        } catch (RuntimeException failed) {
            closeParts();
            throw failed;
        }
        say();
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
        progress.release();
        try {
            // A client may be about to use an idle connection: it has this long to be told instead of cut off.
            Duration share = drainTimeout.dividedBy(20);
            boolean nobodyLeft = http.awaitNoConnections(share);
            boolean idle = nobodyLeft || drain.awaitIdle(share.multipliedBy(13));
            http.stopAccepting();
            if (!idle || !drain.awaitIdle(share)) {
                log.atWarn().log("Requests were still in flight when the time was over; their clients send them again");
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        closeParts();
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

    private HttpHandler ingest(
            GatewayConfiguration configuration, EventPublisher publisher, Metrics metrics, ExecutorService workers) {
        IngestLimits limits = configuration.ingestLimits();
        BodyAdmission bodies = new BodyAdmission(configuration.kafka().maxInFlightBytes(), limits.maxRequests() / 2);
        BudgetGauges.show(metrics.registry(), "body_bytes", bodies.all());
        BudgetGauges.show(metrics.registry(), "incomplete_body_bytes", bodies.incomplete());
        IngestHandler handler = new IngestHandler(
                new BodyReader(IngestHandler.MAX_BODY_BYTES, bodies, limits.bodyTimeout(), workers),
                new EventRules(configuration.ingest().allowedLateness()),
                publisher,
                progress,
                new IngestMetrics(metrics.registry()),
                Clock.systemUTC());
        return new InFlightLimit(limits.maxRequests(), handler).showAs("requests", metrics.registry());
    }

    private static Map<String, JsonAnswers.Body> limits(GatewayConfiguration configuration) {
        Map<String, JsonAnswers.Body> limits = new LinkedHashMap<>();
        limits.put(
                "event",
                PublishedIngestLimits.ofEvent(configuration.ingest().allowedLateness(), configuration.dedupHorizon()));
        limits.put(
                "request",
                PublishedIngestLimits.ofRequest(
                        configuration.ingestLimits(), configuration.kafka().maxInFlightBytes()));
        limits.put("query", PublishedQueryLimits.of(configuration.query().timeout()));
        return limits;
    }

    private MetricsHandler query(GatewayConfiguration configuration, Metrics metrics, Tracing tracing) {
        GatewayConfiguration.Query query = configuration.query();
        QueryLimits limits = configuration.queryLimits();
        ByteBudget memory = new ByteBudget(limits.memoryBytes());
        BudgetGauges.show(metrics.registry(), "query_bytes", memory);
        MetricsReader reader = new TracedMetricsReader(
                new ClickHouseMetricsReader(
                        new ClickHousePool("queries", query.clickHouse(), query.poolSize(), query.timeout())
                                .measuredBy(metrics.registry())),
                tracing.openTelemetry());
        SharedReads reads =
                closedLast(new SharedReads(reader, query.poolSize(), memory, limits.remembered(), query.timeout())
                        .measuredBy(metrics.registry()));
        return new MetricsHandler(reads, memory, progress, metrics.registry(), Clock.systemUTC());
    }

    private HttpHandler reconcile(GatewayConfiguration configuration, Metrics metrics) {
        Retention retention = configuration.reconcile().retention();
        Reconciler reconciler = closedLast(new Reconciler(
                new ClickHouseBooks(
                        new ClickHousePool(
                                        "reconcile",
                                        configuration.query().clickHouse(),
                                        COMPARISONS,
                                        COMPARISON_TIMEOUT)
                                .measuredBy(metrics.registry()),
                        configuration.kafka().topic()),
                new KafkaLogEnds(
                        configuration.kafka().endpoint(), configuration.kafka().topic())));
        closedLast(new ReconcileGauges(
                reconciler, retention, configuration.reconcile().interval(), metrics.registry(), Clock.systemUTC()));
        // One at a time, because each reads every table.
        return threads("reconcile", 1, COMPARISONS_WAITING, metrics)
                .on(new ReconcileHandler(reconciler, retention, Clock.systemUTC()));
    }

    private DeadLetterHandlers deadLetters(
            GatewayConfiguration configuration, EventPublisher publisher, Metrics metrics) {
        DeadLetterStore store =
                closedLast(new ClickHouseDeadLetters(operatorsPool("dead-letters", configuration, metrics)));
        return DeadLetterHandlers.of(
                store,
                publisher,
                new EventRules(configuration.ingest().allowedLateness()),
                configuration.reconcile().retention().events(),
                metrics.registry(),
                Clock.systemUTC());
    }

    private LookupHandler lookup(GatewayConfiguration configuration, Metrics metrics) {
        String topic = configuration.kafka().topic();
        return new LookupHandler(
                new KafkaEventLog(configuration.kafka().endpoint(), topic),
                closedLast(new ClickHouseBookkeeping(operatorsPool("lookup", configuration, metrics), topic)),
                Clock.systemUTC());
    }

    private static ClickHousePool operatorsPool(String name, GatewayConfiguration configuration, Metrics metrics) {
        return new ClickHousePool(name, configuration.query().clickHouse(), OPERATORS, OPERATORS_QUERY_TIMEOUT)
                .measuredBy(metrics.registry());
    }

    private WorkerThreads threads(String name, int count, int waiting, Metrics metrics) {
        return closedLast(new WorkerThreads(name, count, waiting)).measuredBy(metrics.registry());
    }

    /** What every port does first: everything after it can say which request it is about. */
    private static HttpHandler named(HttpHandler next) {
        return new RequestId(new RequestLog(next));
    }

    private Map<String, Supplier<@Nullable String>> checks(EventPublisher publisher, HttpPing clickHouse) {
        Map<String, Supplier<@Nullable String>> checks = new LinkedHashMap<>();
        checks.put("gateway", () -> drain.isDraining() ? "The gateway is stopping." : null);
        checks.put("kafka", publisher::problem);
        checks.put("clickhouse", clickHouse::problem);
        return checks;
    }

    private static ExecutorService workers(MeterRegistry registry) {
        ExecutorService workers = new ThreadPoolExecutor(
                CORES, CORES, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(MAX_WAITING_BODIES), task -> {
                    Thread thread = new Thread(task, "ingest-worker");
                    thread.setDaemon(true);
                    return thread;
                });
        new ExecutorServiceMetrics(workers, "ingest", List.of()).bindTo(registry);
        return workers;
    }

    private void say() {
        log.atInfo()
                .addKeyValue("http", httpAddress())
                .addKeyValue("management", managementAddress())
                .log("weir gateway is ready");
    }

    private void closeParts() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception failed) {
                log.atWarn().setCause(failed).log("A part of the gateway did not close");
            }
        }
    }

    private <T extends AutoCloseable> T closedLast(T part) {
        started.push(part);
        return part;
    }
}
