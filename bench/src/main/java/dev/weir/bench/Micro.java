// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./bench/run micro}: measures the hottest code per event, with JMH. */
@Command(
        customSynopsis = "./bench/run micro [--only REGEX] [--forks N] [--iterations N]",
        description =
                "Runs the JMH benchmarks of the parser, the codec, the serializer between the job's tasks, and the identity set and filter, "
                        + "each in a separate JVM, and shows nanoseconds and allocated bytes per event.")
final class Micro extends Scenario {
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    @Option(names = "--only", paramLabel = "REGEX", description = "only benchmarks whose name matches; all by default")
    private String only = "dev\\.weir\\.";

    @Option(names = "--forks", paramLabel = "N", description = "JVMs per benchmark; ${DEFAULT-VALUE} by default")
    private int forks = 2;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            description = "iterations of a second, after as many for warm-up; ${DEFAULT-VALUE} by default")
    private int iterations = 5;

    Micro() {
        super("micro");
    }

    @Override
    int measure(Path folder) throws IOException {
        Options options = new OptionsBuilder()
                .include(only)
                .forks(forks)
                .warmupIterations(iterations)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.seconds(1))
                .addProfiler(GCProfiler.class)
                .jvmArgs("-Xmx1g", "-Djava.io.tmpdir=" + folder)
                .build();
        List<Figures.Row> rows = new ArrayList<>();
        try {
            for (RunResult run : new Runner(options).run()) {
                rows.add(row(run));
            }
        } catch (RunnerException failed) {
            throw new IOException(failed.getMessage(), failed);
        }
        show(new Report(
                name(),
                Machine.here(),
                configuration(),
                List.of(new Figures("micro", "an event", List.of("ns", "± ns", "bytes"), rows)),
                "ns"));
        return 0;
    }

    private static Figures.Row row(RunResult run) {
        Result<?> time = run.getPrimaryResult();
        String name = run.getParams().getBenchmark().replaceFirst("^.*\\.(\\w+)Benchmark\\.", "$1.");
        return new Figures.Row(
                name, List.of(time.getScore(), time.getScoreError(), allocated(run.getSecondaryResults())), "");
    }

    @SuppressWarnings("rawtypes") // JMH's API uses the raw type.
    private static double allocated(Map<String, Result> results) {
        return results.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(ALLOCATED))
                .mapToDouble(entry -> entry.getValue().getScore())
                .findFirst()
                .orElse(Double.NaN);
    }

    private Map<String, Object> configuration() {
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("forks", forks);
        configuration.put("iterations", iterations);
        return configuration;
    }
}
