package dev.weir.local;

import dev.weir.configuration.ConfigurationException;
import dev.weir.configuration.Program;
import dev.weir.configuration.Variable;
import dev.weir.job.JobConfiguration;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code ./run}: starts the stack, says where it is, and stops it on Ctrl-C. */
public final class Run {
    private static final int MISUSED = 2;
    private static final long WATCH_EVERY_MILLIS = Duration.ofMillis(500).toMillis();

    private Run() {}

    public static void main(String[] arguments) throws InterruptedException {
        List<String> options = List.of(arguments);
        if (options.contains("--help") || options.contains("-h")) {
            System.out.print(help());
            return;
        }
        Optional<String> unknown =
                options.stream().filter(option -> !option.equals("--demo")).findFirst();
        if (unknown.isPresent()) {
            System.err.println("./run does not know " + unknown.get() + "; ./run --help lists what it knows.");
            System.exit(MISUSED);
        }
        try {
            run(options.contains("--demo"));
        } catch (ConfigurationException | StackException failure) {
            System.err.println(failure.getMessage());
            System.exit(1);
        }
    }

    private static void run(boolean demo) throws InterruptedException {
        StackConfiguration configuration = StackConfiguration.read(System.getenv());
        Stack stack = Stack.open(configuration, System.out::println);
        // What the job refuses, it would refuse after everything else had been started.
        JobConfiguration.read(stack.environment());
        System.out.println("data and logs are in " + stack.dataDirectory());
        Thread traffic = new Thread(new Demo(stack.gatewayUrl(), stack.httpClient(), System.out::println), "demo");
        traffic.setDaemon(true);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            traffic.interrupt();
                            close(stack);
                        },
                        "stop"));
        long begin = System.nanoTime();
        stack.start();
        System.out.print(summary(stack, Duration.ofNanos(System.nanoTime() - begin)));
        if (demo) {
            traffic.start();
        }
        while (true) {
            Thread.sleep(WATCH_EVERY_MILLIS);
            Optional<Component> died = stack.died();
            if (died.isPresent()) {
                throw died.get().failure("ended by itself");
            }
        }
    }

    private static void close(Stack stack) {
        boolean ran = stack.components().stream().anyMatch(Component::isAlive);
        try {
            stack.close();
            if (ran) {
                System.out.println("stopped");
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
                  flink       %s
                  job metrics %s/metrics
                  clickhouse  %s
                  kafka       %s
                  data        %s

                  curl %s%s/events -H 'Content-Type: application/json' -d '{"user_id":"ada","video_id":"v1"}'
                  curl %s'%s/metrics?metric=views'

                Ctrl-C stops it.
                """,
                took.toMillis() / 1000.0,
                stack.gatewayUrl(),
                stack.managementUrl(),
                stack.flinkUrl(),
                stack.flinkMetricsUrl(),
                stack.clickHouseUrl(),
                stack.kafkaBootstrapServers(),
                stack.dataDirectory(),
                trust,
                stack.gatewayUrl(),
                trust,
                stack.gatewayUrl());
    }

    static String help() {
        return """
                Usage: ./run [--demo]

                Starts Weir on this machine, in the foreground, and stops it on Ctrl-C. Started again, it goes on
                where it was.

                  --demo   also sends synthetic traffic, and shows a line a second of what it sees
                  --help   shows this

                The environment may set (a port of 0 takes any free one):

                """
                + Arrays.stream(Variable.values())
                        .filter(variable -> variable.isReadBy(Program.RUN))
                        .map(variable -> String.format(
                                Locale.ROOT,
                                "  %-29s %-22s %s%n",
                                variable.variableName(),
                                variable.defaultText(),
                                described(variable)))
                        .collect(Collectors.joining());
    }

    private static String described(Variable variable) {
        return variable.isSecret()
                ? variable.description() + "; " + variable.fileVariableName() + " may name a file that holds it"
                : variable.description();
    }
}
