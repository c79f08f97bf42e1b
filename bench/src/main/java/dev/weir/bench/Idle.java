// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.local.Component;
import dev.weir.local.Run;
import dev.weir.testbed.Pause;
import dev.weir.testbed.ProcessorTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./bench/run idle}: measures the processor time of {@code ./run} without any traffic. */
@Command(
        customSynopsis = "./bench/run idle [--settle SECONDS] [--seconds SECONDS]",
        description = "Starts the same processes as ./run, sends nothing, and measures their processor time, including"
                + " the supervisor, as a share of one processor.")
final class Idle extends Scenario {
    private static final String SUPERVISOR = "supervisor";
    private static final Duration STOP_WITHIN = Duration.ofSeconds(60);
    private static final Pattern PROCESS = Pattern.compile("(\\w+) (\\d+)");
    private static final double PERCENT = 100;

    @Option(
            names = "--settle",
            paramLabel = "SECONDS",
            description = "pause between the start and the measurement; ${DEFAULT-VALUE} by default")
    private int settle = 60;

    @Option(
            names = "--seconds",
            paramLabel = "SECONDS",
            description = "duration of the measurement; ${DEFAULT-VALUE} by default")
    private int seconds = 60;

    Idle() {
        super("idle");
    }

    @Override
    int measure(Path folder) throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>();
        environment.put("WEIR_DATA_DIR", folder.resolve("stack").toString());
        for (String port : List.of("HTTP", "MANAGEMENT", "GRPC", "FLINK_UI", "KAFKA", "CLICKHOUSE", "FLINK_METRICS")) {
            environment.put("WEIR_" + port + "_PORT", "0");
        }
        Component run = new Component(
                SUPERVISOR,
                folder.resolve("run.log"),
                () -> Component.java(
                        // The options that ./run uses.
                        List.of(
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "-Dlog4j2.configurationFile=classpath:dev/weir/local/supervisor-log4j2.xml"),
                        Run.class,
                        List.of(),
                        environment),
                () -> processes(folder).findFirst().isPresent(),
                STOP_WITHIN);
        run.start();
        try {
            Map<String, Long> pids = new LinkedHashMap<>();
            pids.put(SUPERVISOR, run.pid());
            processes(folder).forEach(one -> pids.put(one.group(1), Long.parseLong(one.group(2))));
            console.at("ready; waiting before the measurement");
            Pause.of(Duration.ofSeconds(settle));
            Map<String, Duration> before = times(pids);
            long begin = System.nanoTime();
            console.at("measuring");
            Pause.of(Duration.ofSeconds(seconds));
            show(report(before, times(pids), System.nanoTime() - begin));
            return 0;
        } finally {
            run.stop();
        }
    }

    /** The processes that the summary names. Empty before the summary is printed. */
    private static Stream<MatchResult> processes(Path folder) throws IOException {
        Path log = folder.resolve("run.log");
        if (!Files.exists(log)) {
            return Stream.empty();
        }
        return Files.readString(log)
                .lines()
                .filter(line -> line.strip().startsWith("processes "))
                .flatMap(line -> {
                    Matcher named = PROCESS.matcher(line.strip().substring("processes ".length()));
                    return named.results();
                });
    }

    private static Map<String, Duration> times(Map<String, Long> pids) {
        Map<String, Duration> times = new LinkedHashMap<>();
        pids.forEach((name, pid) -> times.put(name, ProcessorTime.of(pid)));
        return times;
    }

    private Report report(Map<String, Duration> before, Map<String, Duration> after, long nanos) {
        List<Figures.Row> rows = new ArrayList<>();
        double all = 0;
        for (Map.Entry<String, Duration> process : after.entrySet()) {
            double share = PERCENT
                    * process.getValue()
                            .minus(before.getOrDefault(process.getKey(), Duration.ZERO))
                            .toNanos()
                    / nanos;
            all += share;
            rows.add(new Figures.Row(process.getKey(), List.of(share), ""));
        }
        rows.add(new Figures.Row("all", List.of(all), ""));
        return new Report(
                name(),
                Machine.here(),
                Map.of("settle seconds", settle, "seconds", seconds),
                List.of(new Figures("idle", "% of a processor", List.of("share"), rows)),
                "share");
    }
}
