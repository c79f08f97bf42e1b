// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import dev.weir.configuration.Retention;
import dev.weir.event.EventRules;
import dev.weir.gateway.clickhouse.ClickHouse;
import dev.weir.gateway.clickhouse.ClickHousePool;
import dev.weir.gateway.contract.ContractHandlers;
import dev.weir.gateway.ingest.CountedPublisher;
import dev.weir.gateway.ingest.EventPublisher;
import dev.weir.gateway.ingest.IngestHandler;
import dev.weir.gateway.ingest.IngestLimits;
import dev.weir.gateway.ingest.IngestMetrics;
import dev.weir.gateway.ingest.PublishedIngestLimits;
import dev.weir.gateway.kafka.KafkaOffsets;
import dev.weir.gateway.live.ClickHouseJobProgress;
import dev.weir.gateway.live.LiveHandlers;
import dev.weir.gateway.live.LiveStreams;
import dev.weir.gateway.live.Refusals;
import dev.weir.gateway.live.StatusReader;
import dev.weir.gateway.live.StreamLimits;
import dev.weir.gateway.operators.TableGauges;
import dev.weir.gateway.operators.deadletters.DeadLetterHandlers;
import dev.weir.gateway.operators.lookup.LookupHandler;
import dev.weir.gateway.operators.reconcile.ReconcileGauges;
import dev.weir.gateway.operators.reconcile.ReconcileHandler;
import dev.weir.gateway.operators.reconcile.Reconciler;
import dev.weir.gateway.otlp.OtlpMetricsHandler;
import dev.weir.gateway.progress.ClickHousePositions;
import dev.weir.gateway.progress.CountingProgress;
import dev.weir.gateway.progress.LogPositions;
import dev.weir.gateway.query.MetricCatalogue;
import dev.weir.gateway.query.MetricsHandler;
import dev.weir.gateway.query.MetricsReader;
import dev.weir.gateway.query.PublishedQueryLimits;
import dev.weir.gateway.query.RepeatedReads;
import dev.weir.gateway.query.SharedReads;
import dev.weir.gateway.query.TracedMetricsReader;
import dev.weir.gateway.query.clickhouse.ClickHouseMetricsReader;
import dev.weir.gateway.readings.ReadingIngest;
import dev.weir.http.BodyReader;
import dev.weir.http.InFlightLimit;
import dev.weir.http.JsonAnswers;
import dev.weir.http.WorkerThreads;
import dev.weir.http.access.ClientAddress;
import dev.weir.http.admission.BodyAdmission;
import dev.weir.http.admission.BudgetGauges;
import dev.weir.http.admission.ByteBudget;
import dev.weir.http.admission.Client;
import dev.weir.migrator.Migrator;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ExecutorServiceMetrics;
import io.micrometer.core.instrument.util.NamedThreadFactory;
import io.opentelemetry.api.OpenTelemetry;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Creates the handlers of the gateway's features. */
final class Features {
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final int MAX_WAITING_BODIES = 1_000;

    /** One for a request, one for the gauges. */
    private static final int COMPARISONS = 2;

    private static final int COMPARISONS_WAITING = 8;

    /** Long, because the statement reads all rows of a table. */
    private static final Duration COMPARISON_TIMEOUT = Duration.ofMinutes(1);

    private static final Duration COMPARISON_KAFKA_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration STATUS_KAFKA_TIMEOUT = Duration.ofSeconds(1);

    /** Operators' requests in progress at a time, each with a connection to ClickHouse. */
    private static final int OPERATORS = 2;

    private static final int OPERATORS_WAITING = 8;

    /** Longer than for dashboards, because an operator's query may read a large table. */
    private static final Duration OPERATORS_QUERY_TIMEOUT = Duration.ofSeconds(30);

    /** The query reads one row per partition of the log. Waiting requests get no response before it returns. */
    private static final Duration PROGRESS_TIMEOUT = Duration.ofSeconds(2);

    private final GatewayConfiguration configuration;
    private final MeterRegistry meters;
    private final OpenTelemetry telemetry;
    private final EventPublisher publisher;
    private final ClickHouse clickHouse;
    private final Closing parts;
    private final ClickHousePool operatorsPool;
    private final CountingProgress progress;
    private final IngestMetrics ingestMetrics;
    private final CountedPublisher countedPublisher;
    private final BodyReader bodies;
    private final ReadingIngest readings;
    private final ByteBudget queryMemory;
    private final MetricCatalogue catalogue;
    private final SharedReads reads;
    private final Reconciler reconciler;
    private final HttpHandler lookup;
    private final LiveHandlers live;

    /**
     * @param clickHouse of the configured ClickHouse
     * @param parts closes everything that is opened here
     */
    Features(
            GatewayConfiguration configuration,
            MeterRegistry meters,
            OpenTelemetry telemetry,
            EventPublisher publisher,
            ClickHouse clickHouse,
            Closing parts) {
        this.configuration = configuration;
        this.meters = meters;
        this.telemetry = telemetry;
        this.publisher = publisher;
        this.clickHouse = clickHouse;
        this.parts = parts;
        this.operatorsPool = clickHouse.pool("operators", OPERATORS, OPERATORS_QUERY_TIMEOUT);
        KafkaOffsets log = offsets("weir-gateway-progress", PROGRESS_TIMEOUT);
        this.progress = parts.of(new CountingProgress(
                new ClickHousePositions(clickHouse.pool("progress", 1, PROGRESS_TIMEOUT)),
                () -> new LogPositions(log.ends()),
                configuration.waiting(),
                meters));
        this.ingestMetrics = new IngestMetrics(meters);
        this.countedPublisher = new CountedPublisher(publisher, ingestMetrics);
        this.bodies = bodyReader();
        this.readings = new ReadingIngest(
                new EventRules(configuration.ingest().allowedLateness()),
                countedPublisher,
                ingestMetrics,
                Clock.systemUTC());
        this.queryMemory = new ByteBudget(configuration.queryLimits().memoryBytes());
        BudgetGauges.show(meters, "query_bytes", queryMemory);
        this.catalogue = new MetricCatalogue(configuration.metrics().all());
        this.reads = sharedReads();
        this.reconciler = new Reconciler(
                clickHouse.pool("reconcile", COMPARISONS, COMPARISON_TIMEOUT),
                offsets("weir-gateway-reconcile", COMPARISON_KAFKA_TIMEOUT),
                configuration.kafka().topic());
        this.lookup = new LookupHandler(
                configuration.kafka().endpoint(),
                operatorsPool,
                configuration.kafka().topic(),
                Clock.systemUTC());
        this.live = liveHandlers();
        parts.of(new TableGauges(clickHouse.pool("tables", 1, PROGRESS_TIMEOUT), Migrator.newestVersion(), meters));
    }

    /** Releases the requests that wait for events to be counted, and ends the streams. */
    void releaseWaiting() {
        progress.release();
        live.streams().release();
    }

    IngestHandler ingest() {
        return new IngestHandler(
                bodies,
                new EventRules(configuration.ingest().allowedLateness()),
                countedPublisher,
                progress,
                ingestMetrics,
                Clock.systemUTC());
    }

    /** Takes the readings of every protocol. */
    ReadingIngest readings() {
        return readings;
    }

    HttpHandler otlpMetrics() {
        return new OtlpMetricsHandler(bodies, readings, ingestMetrics);
    }

    /** Shared by all handlers that take events, because the memory for bodies is limited in total. */
    private BodyReader bodyReader() {
        IngestLimits limits = configuration.ingestLimits();
        BodyAdmission admission = new BodyAdmission(configuration.kafka().maxInFlightBytes(), limits.maxRequests() / 2);
        BudgetGauges.show(meters, "body_bytes", admission.all());
        BudgetGauges.show(meters, "incomplete_body_bytes", admission.incomplete());
        return new BodyReader(
                IngestHandler.MAX_BODY_BYTES,
                admission,
                limits.bodyTimeout(),
                workers("ingest", CORES),
                // Large bodies never take all cores: one core is left to small bodies.
                workers("ingest-large", Math.max(1, CORES - 1)));
    }

    /** Limits the requests with events that are in progress. */
    InFlightLimit requestsWithEvents() {
        return new InFlightLimit(configuration.ingestLimits().maxRequests()).showAs("requests", meters);
    }

    MetricsHandler query() {
        return new MetricsHandler(
                catalogue, reads, queryMemory, progress, Features::clientOf, meters, Clock.systemUTC());
    }

    /** The numbers that are pushed while they change. */
    LiveHandlers live() {
        return live;
    }

    private SharedReads sharedReads() {
        GatewayConfiguration.Query query = configuration.query();
        MetricsReader reader = new TracedMetricsReader(
                new ClickHouseMetricsReader(clickHouse.pool("queries", query.poolSize(), query.timeout())), telemetry);
        return parts.of(new SharedReads(
                        reader,
                        query.poolSize(),
                        queryMemory,
                        configuration.queryLimits().remembered(),
                        query.timeout()))
                .measuredBy(meters);
    }

    private LiveHandlers liveHandlers() {
        KafkaOffsets log = offsets("weir-gateway-status", STATUS_KAFKA_TIMEOUT);
        StatusReader status = parts.of(new StatusReader(
                () -> new LogPositions(log.ends()),
                new ClickHouseJobProgress(clickHouse.pool("status", 1, PROGRESS_TIMEOUT)),
                reconciler::latest,
                parts.of(new Refusals(meters)),
                meters,
                Clock.systemUTC()));
        RepeatedReads repeated = new RepeatedReads(catalogue, reads, Clock.systemUTC());
        LiveStreams streams =
                parts.of(new LiveStreams(repeated, status, StreamLimits.DEFAULT, meters, Clock.systemUTC()));
        return new LiveHandlers(repeated, streams, status, Features::clientOf);
    }

    HttpHandler reconcile() {
        Retention retention = configuration.reconcile().retention();
        parts.of(new ReconcileGauges(
                reconciler, retention, configuration.reconcile().interval(), meters, Clock.systemUTC()));
        // One at a time, because each reads every table.
        return threads("reconcile", 1, COMPARISONS_WAITING)
                .on(new ReconcileHandler(reconciler, retention, Clock.systemUTC()));
    }

    DeadLetterHandlers deadLetters() {
        return DeadLetterHandlers.of(
                operatorsPool,
                publisher,
                new EventRules(configuration.ingest().allowedLateness()),
                configuration.reconcile().retention().events(),
                meters,
                Clock.systemUTC());
    }

    HttpHandler lookup() {
        return lookup;
    }

    /** The threads that run the operators' handlers. */
    WorkerThreads operatorsThreads() {
        return threads("operators", OPERATORS, OPERATORS_WAITING);
    }

    ContractHandlers contract() {
        Map<String, JsonAnswers.Body> limits = new LinkedHashMap<>();
        limits.put(
                "event",
                PublishedIngestLimits.ofEvent(configuration.ingest().allowedLateness(), configuration.dedupHorizon()));
        limits.put(
                "request",
                PublishedIngestLimits.ofRequest(
                        configuration.ingestLimits(), configuration.kafka().maxInFlightBytes()));
        limits.put("query", PublishedQueryLimits.of(configuration.query().timeout()));
        limits.put("stream", StreamLimits.DEFAULT.published());
        return ContractHandlers.of(limits, managementUrl(), configuration.dedupHorizon());
    }

    private String managementUrl() {
        GatewayConfiguration.Listener management = configuration.management();
        // Clients cannot connect to a wildcard address. A configured port 0 stays 0, because the real port is known
        // only after the listener has started.
        String host =
                management.host().equals("0.0.0.0") || management.host().equals("::") ? "localhost" : management.host();
        return (configuration.tls().isPresent() ? "https://" : "http://")
                + (host.contains(":") ? "[" + host + "]" : host) + ":" + management.port();
    }

    private static Client clientOf(HttpServerExchange exchange) {
        return Client.at(ClientAddress.of(exchange));
    }

    private KafkaOffsets offsets(String clientId, Duration timeout) {
        return parts.of(new KafkaOffsets(
                configuration.kafka().endpoint(), configuration.kafka().topic(), clientId, timeout));
    }

    private WorkerThreads threads(String name, int count, int waiting) {
        return parts.of(new WorkerThreads(name, count, waiting)).measuredBy(meters);
    }

    private ExecutorService workers(String name, int count) {
        ExecutorService workers = new ThreadPoolExecutor(
                count,
                count,
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(MAX_WAITING_BODIES),
                new NamedThreadFactory(name));
        parts.of((AutoCloseable) workers::shutdownNow);
        new ExecutorServiceMetrics(workers, name, List.of()).bindTo(meters);
        return workers;
    }
}
