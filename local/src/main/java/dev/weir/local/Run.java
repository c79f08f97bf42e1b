// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import dev.weir.configuration.ConfigurationException;
import dev.weir.local.demo.Demo;
import dev.weir.migrator.MigrationException;
import dev.weir.migrator.Migrator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Implements {@code ./run}: starts the stack, prints its addresses, restarts processes that end unexpectedly, and stops
 * everything on Ctrl-C.
 */
public final class Run {
    private static final int FAILED = 1;
    private static final int MISUSED = 2;
    private static final String CHECK_METRICS = "--check-metrics";
    private static final String DELETE_METRIC = "--delete-metric";

    /** Set by Ctrl-C. Errors about components that stop after that are not printed. */
    private static volatile boolean stopping;

    private Run() {}

    public static void main(String[] arguments) throws InterruptedException {
        List<String> options = new ArrayList<>(List.of(arguments));
        Optional<String> metricsFile = take(CHECK_METRICS, "a file", options);
        Optional<String> metric = take(DELETE_METRIC, "the name of a metric", options);
        if (options.contains("--help") || options.contains("-h")) {
            System.out.print(Help.text());
            return;
        }
        Optional<String> unknown =
                options.stream().filter(option -> !option.equals("--demo")).findFirst();
        if (unknown.isPresent()) {
            misused("./run has no option " + unknown.get() + "; see ./run --help.");
        }
        metricsFile.ifPresent(Run::checkMetrics);
        metric.ifPresent(Run::deleteMetric);
        try {
            run(options.contains("--demo"));
        } catch (StackException failure) {
            fail(failure);
        }
    }

    /** Removes an option and its value from the options. */
    private static Optional<String> take(String option, String value, List<String> options) {
        int at = options.indexOf(option);
        if (at < 0) {
            return Optional.empty();
        }
        if (at + 1 == options.size()) {
            misused("./run " + option + " needs " + value + "; see ./run --help.");
        }
        options.remove(at);
        return Optional.of(options.remove(at));
    }

    private static void checkMetrics(String file) {
        MetricsCheck check = MetricsCheck.of(file);
        if (!check.mistakes().isEmpty()) {
            misused(String.join("\n", check.mistakes()));
        }
        System.out.println(file + ": metrics found: " + check.definitions().size());
        check.definitions().forEach(System.out::println);
        System.exit(0);
    }

    private static void deleteMetric(String metric) {
        try {
            System.out.println(Migrator.deleteMetric(
                    StackConfiguration.read(System.getenv()).ofMigrator(), metric));
            System.exit(0);
        } catch (ConfigurationException | MigrationException cannot) {
            System.err.println(cannot.getMessage());
            System.exit(FAILED);
        }
    }

    private static void misused(String message) {
        System.err.println(message);
        System.exit(MISUSED);
    }

    private static void run(boolean withDemo) throws InterruptedException {
        Stack stack = Preflight.open(SavedSettings.under(System.getenv()), System.out::println);
        System.out.println("data and logs are in " + stack.dataDirectory());
        Supervisor supervisor = Supervisor.start(
                stack.components(),
                component -> {
                    boolean continues = stack.takeRequestToContinue();
                    if (continues) {
                        RunningFile.write(stack);
                    }
                    return continues;
                },
                System.out::println,
                Run::fail);
        @Nullable
        Demo demo = withDemo
                ? new Demo(
                        stack::gatewayUrl,
                        stack.httpClient(),
                        stack.dataDirectory().resolve("demo"),
                        System.out::println)
                : null;
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stack, supervisor, demo), "stop"));
        long begin = System.nanoTime();
        stack.start();
        RunningFile.write(stack);
        System.out.print(summary(stack, Duration.ofNanos(System.nanoTime() - begin)));
        if (demo != null) {
            demo.start();
        }
        // The supervisor runs until the end. Ctrl-C ends this process, and so does the supervisor when it gives up.
        Thread.currentThread().join();
    }

    private static void fail(StackException failure) {
        if (!stopping) {
            System.err.println(failure.getMessage());
        }
        System.exit(FAILED);
    }

    private static void stop(Stack stack, Supervisor supervisor, @Nullable Demo demo) {
        stopping = true;
        if (demo != null) {
            demo.finish();
        }
        supervisor.close();
        RunningFile.delete(stack.dataDirectory());
        boolean ran = stack.components().stream().anyMatch(Component::isAlive);
        try {
            stack.close();
            if (ran) {
                System.out.println("stopped. The next ./run keeps your data.");
            }
        } catch (StackException failure) {
            System.err.println(failure.getMessage());
        }
    }

    private static String summary(Stack stack, Duration took) {
        String trust = stack.certificate().map(file -> "--cacert " + file + " ").orElse("");
        return String.format(
                Locale.ROOT,
                """

                weir is ready after %.1f s

                  gateway     %s
                  management  %s  /health /ready /prometheus
                  grpc        %s  readings
                  flink       %s
                  job metrics %s/metrics
                  clickhouse  %s
                  kafka       %s
                  data        %s
                  processes   %s

                  curl %s%s/events -H 'Content-Type: application/json' -d '{"user_id":"ada","video_id":"v1"}'
                  curl %s'%s/metrics?metric=views'

                Ctrl-C stops it.
                """,
                took.toMillis() / 1000.0,
                stack.gatewayUrl(),
                stack.managementUrl(),
                stack.grpcTarget(),
                stack.flinkUrl(),
                stack.flinkMetricsUrl(),
                stack.clickHouseUrl(),
                stack.kafkaBootstrapServers(),
                stack.dataDirectory(),
                stack.components().stream()
                        .map(component -> component.name() + " " + component.pid())
                        .collect(Collectors.joining(", ")),
                trust,
                stack.gatewayUrl(),
                trust,
                stack.gatewayUrl());
    }
}
