// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import dev.weir.http.tls.TlsConfiguration;
import dev.weir.local.flink.FlinkMain;
import dev.weir.local.kafka.Topics;
import dev.weir.migrator.MigrationException;
import dev.weir.migrator.Migrator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.LoggerFactory;

/**
 * The complete Weir stack on this machine: Kafka, ClickHouse, Flink with the job, and the gateway. Each is a separate
 * process on loopback.
 *
 * <p>The processes end when this process ends for any reason. A stack holds its data directory from {@link #open}
 * to {@link #close}. In between, the stack and each of its components can be stopped, killed and started again on the
 * same ports.
 */
public final class Stack implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final int MOST_CHOICES = 5;

    /** The file in the temporary directory with which {@code ./ops} requests that a stopped job starts again. */
    private static final String CONTINUE = "continue-job";

    /** Matches errors, from {@link Ports#problems} or from a component, about a port that another program uses. */
    private static final Pattern TAKEN =
            Pattern.compile("Port \\d+ is in use|already in use|BindException|on any port in port range");

    private final StackConfiguration configuration;
    private final DataDirectory data;
    private final Consumer<String> progress;
    private final HttpClient http;
    private final Component kafka;
    private final Optional<Component> clickHouse;
    private final Component flink;
    private final Component gateway;

    private volatile Addresses addresses;
    private volatile boolean wasReady;
    private volatile boolean closing;

    private Stack(StackConfiguration configuration, DataDirectory data, Consumer<String> progress) {
        this.configuration = configuration;
        this.data = data;
        this.progress = progress;
        this.addresses = Addresses.choose(configuration, data);
        HttpClient.Builder http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT);
        configuration.tls().ifPresent(tls -> http.sslContext(OwnCertificate.of(tls.certificate())));
        this.http = http.build();
        Components components = new Components(() -> addresses, data, this.http);
        this.kafka = components.kafka();
        this.clickHouse =
                configuration.ownClickHouse().isPresent() ? Optional.empty() : Optional.of(components.clickHouse());
        this.flink = components.flink();
        this.gateway = components.gateway();
    }

    /**
     * Locks the data directory. Starts nothing yet.
     *
     * @param progress receives a line for each step
     * @throws StackException if the directory cannot be used
     */
    public static Stack open(StackConfiguration configuration, Consumer<String> progress) {
        // If two threads log first at the same time, SLF4J prints a warning.
        LoggerFactory.getILoggerFactory();
        return new Stack(configuration, DataDirectory.open(configuration.dataDirectory()), progress);
    }

    /**
     * Starts all components that do not run, migrates the schema, and returns when the gateway and the job are ready.
     * Until the stack has been ready once, a port that is configured as 0 may change: if another program takes the
     * port, it is replaced. The addresses are therefore final only when this method returns.
     *
     * @throws StackException with the reason; components that were already started run until {@link #close}
     */
    public void start() {
        for (int attempt = 1; !wasReady; attempt++) {
            try {
                startAll();
                wasReady = true;
                return;
            } catch (StackException failed) {
                if (attempt == MOST_CHOICES || closing || !canChooseOtherPorts(failed)) {
                    throw failed;
                }
                progress.accept("Another program has taken a port that was free; using other ports.");
                stop();
                addresses = Addresses.choose(configuration, data);
            }
        }
        startAll();
    }

    /** False if a configured port is taken: the user has to resolve that. */
    private boolean canChooseOtherPorts(StackException failed) {
        return configuration.ports().leavesAChoice()
                && configuration.ports().problems(clickHouse.isPresent()).isEmpty()
                && TAKEN.matcher(String.valueOf(failed.getMessage())).find();
    }

    private void startAll() {
        if (runningComponents().isEmpty()) {
            List<String> problems = addresses.ports().problems(clickHouse.isPresent());
            if (!problems.isEmpty()) {
                throw new StackException(String.join("\n", problems));
            }
        }
        Path storesAreReady = data.temporary().resolve(FlinkMain.STORES_ARE_READY);
        launchJob(storesAreReady);
        together(
                () -> {
                    startComponent(kafka);
                    timed("creating topics", this::createTopics);
                },
                () -> {
                    clickHouse.ifPresent(this::startComponent);
                    timed("migrating the schema", this::migrate);
                });
        try {
            Files.write(storesAreReady, new byte[0]);
        } catch (IOException failure) {
            throw new StackException(storesAreReady + " cannot be written: " + failure.getMessage(), failure);
        }
        together(
                () -> {
                    startComponent(flink);
                    jobNotices().forEach(progress);
                },
                () -> startComponent(gateway));
    }

    /** The reasons why the stack cannot start, one sentence each. */
    List<String> problems() {
        List<String> problems = new ArrayList<>(configuration.ports().problems(clickHouse.isPresent()));
        data.shortage().ifPresent(problems::add);
        if (clickHouse.isPresent()) {
            Components.missingEngine().ifPresent(problems::add);
        }
        return problems;
    }

    /** Stops all components, in an order that loses and repeats nothing. {@link #start} starts them again. */
    public void stop() {
        stop(Component::stop);
    }

    private void stop(Consumer<Component> how) {
        for (Component component : inStopOrder()) {
            if (component.isAlive()) {
                timed("stopping " + component.name(), () -> how.accept(component));
            } else {
                how.accept(component);
            }
        }
    }

    /**
     * Restarts the gateway and the job with other variables, as an upgrade does, and starts what else does not run.
     *
     * @param changes variables that only the gateway and the job read; they replace the configured ones
     */
    public void restartWith(Map<String, String> changes) {
        gateway.stop();
        flink.stop();
        addresses = addresses.with(configuration.with(changes), data);
        start();
    }

    /**
     * True if {@code ./ops} has requested that the job, which was stopped with a savepoint, starts again. Its next start
     * then uses the {@linkplain SavedSettings saved settings}.
     */
    boolean takeRequestToContinue() {
        try {
            if (!Files.deleteIfExists(data.temporary().resolve(CONTINUE))) {
                return false;
            }
        } catch (IOException failure) {
            throw new StackException(CONTINUE + " cannot be deleted: " + failure.getMessage(), failure);
        }
        addresses = addresses.with(configuration.with(SavedSettings.read(data.root())), data);
        return true;
    }

    /** Kills all processes at once, like a power failure. {@link #start} starts them again. */
    public void killAll() {
        inStopOrder().forEach(Component::signalKill);
        inStopOrder().forEach(Component::kill);
    }

    /** Stops all components and releases the data directory. */
    @Override
    public void close() {
        closing = true;
        try {
            stop(Component::retire);
        } finally {
            data.close();
        }
    }

    public Component kafka() {
        return kafka;
    }

    /** @throws IllegalStateException if the stack uses a ClickHouse server of the user */
    public Component clickHouse() {
        return clickHouse.orElseThrow(() -> new IllegalStateException("ClickHouse is not a part of this stack"));
    }

    public Component flink() {
        return flink;
    }

    public Component gateway() {
        return gateway;
    }

    /** The components that the stack starts, in the order of the data flow. */
    public List<Component> components() {
        return Stream.concat(Stream.of(gateway, kafka, flink), clickHouse.stream())
                .toList();
    }

    /** The URL for sending events and for reading metrics. */
    public URI gatewayUrl() {
        return addresses.gateway();
    }

    public URI managementUrl() {
        return addresses.management();
    }

    /** The host and port for readings over gRPC. */
    public String grpcTarget() {
        return addresses.grpc();
    }

    /** The gateway's certificate. Empty if the gateway does not use TLS. */
    public Optional<Path> certificate() {
        return configuration.tls().map(TlsConfiguration::certificate);
    }

    /** A client for both URLs of the gateway. It trusts the gateway's certificate, if there is one. */
    public HttpClient httpClient() {
        return http;
    }

    public URI flinkUrl() {
        return addresses.flink();
    }

    /** The URL at which Prometheus scrapes the job. */
    public URI flinkMetricsUrl() {
        return addresses.flinkMetrics();
    }

    /** The URL of ClickHouse's HTTP interface. */
    public URI clickHouseUrl() {
        return addresses.clickHouse();
    }

    public String kafkaBootstrapServers() {
        return addresses.kafka();
    }

    public Path dataDirectory() {
        return data.root();
    }

    /** The {@code WEIR_} variables that the components get. */
    public Map<String, String> environment() {
        return addresses.environment();
    }

    private List<Component> inStopOrder() {
        return Stream.of(Stream.of(gateway, flink), clickHouse.stream(), Stream.of(kafka))
                .flatMap(part -> part)
                .toList();
    }

    private List<Component> runningComponents() {
        return components().stream().filter(Component::isAlive).toList();
    }

    /**
     * Starts the job's process while Kafka and ClickHouse start, which saves seconds. The process waits until both are
     * ready.
     */
    private void launchJob(Path storesAreReady) {
        if (!flink.isAlive()) {
            try {
                Files.deleteIfExists(storesAreReady);
            } catch (IOException failure) {
                throw new StackException(storesAreReady + " cannot be deleted: " + failure.getMessage(), failure);
            }
            flink.launch();
        }
    }

    private void startComponent(Component component) {
        if (closing) {
            throw new StackException("The stack is being stopped.");
        }
        if (!component.isStarted()) {
            timed("starting " + component.name(), component::start);
        }
    }

    /** The notices about changed settings that the job wrote when it started. */
    private List<String> jobNotices() {
        try {
            return Files.readAllLines(data.temporary().resolve(FlinkMain.NOTICES));
        } catch (IOException none) {
            return List.of();
        }
    }

    private void createTopics() {
        try (Admin admin = Topics.admin(kafkaBootstrapServers())) {
            Topics.create(admin);
        } catch (ExecutionException failure) {
            throw new StackException("Kafka does not create the topics: " + failure.getCause(), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while the topics were created", interrupted);
        }
    }

    private void migrate() {
        try {
            Migrator.migrate(environment(), line -> {});
        } catch (MigrationException failure) {
            throw new StackException("The schema cannot be migrated. " + failure.getMessage(), failure);
        }
    }

    private void timed(String step, Runnable work) {
        long begin = System.nanoTime();
        work.run();
        progress.accept(String.format(
                Locale.ROOT,
                "%s … %.1f s",
                step,
                Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1000.0));
    }

    private static void together(Runnable first, Runnable second) {
        CompletableFuture<Void> other = CompletableFuture.runAsync(second, work -> new Thread(work).start());
        try {
            first.run();
        } finally {
            other.exceptionally(failure -> null).join();
        }
        try {
            other.join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof RuntimeException own ? own : failure;
        }
    }
}
