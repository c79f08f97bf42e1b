// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import dev.weir.local.StackException;
import dev.weir.resilience.examination.SentTraffic;
import dev.weir.testbed.Sent;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The process of a {@link GoodClient}, and its attempts so far. Thread-safe. */
final class GoodClientProcess implements AutoCloseable {
    private final Instant until;
    private final Process process;
    private final Thread reader;
    private final List<Attempt> attempts = new ArrayList<>();

    private GoodClientProcess(Instant until, Process process) {
        this.until = until;
        this.process = process;
        this.reader = new Thread(this::read, "good-client-reader");
        reader.setDaemon(true);
        reader.start();
    }

    /** @param until the newest timestamp of an event */
    static GoodClientProcess start(URI gateway, Instant until) {
        ProcessBuilder command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                GoodClient.class.getName(),
                Integer.toString(gateway.getPort()),
                Long.toString(until.toEpochMilli()));
        command.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        try {
            return new GoodClientProcess(
                    until,
                    command.redirectError(ProcessBuilder.Redirect.INHERIT).start());
        } catch (IOException failure) {
            throw new StackException("The good client cannot be started: " + failure.getMessage(), failure);
        }
    }

    synchronized List<Attempt> attempts() {
        return List.copyOf(attempts);
    }

    /** Ends the schedule, and waits until the process has retried what is not acknowledged and exited. */
    void finish() throws InterruptedException {
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        } catch (IOException ended) {
            throw new StackException("The good client ended too early.", ended);
        }
        process.waitFor();
        reader.join();
    }

    /**
     * The events that must be counted, the events that may be counted, and the responses that a good client must not
     * get.
     */
    SentTraffic account() {
        List<Attempt> all = attempts();
        Set<Integer> acknowledged =
                all.stream().filter(Attempt::isAcknowledged).map(Attempt::batch).collect(Collectors.toSet());
        Set<Sent> mustCount = new HashSet<>();
        Set<Sent> mayCount = new HashSet<>();
        Workload workload = new Workload("good", until);
        int batches = all.stream().mapToInt(Attempt::batch).max().orElse(-1) + 1;
        for (int batch = 0; batch < batches; batch++) {
            (acknowledged.contains(batch) ? mustCount : mayCount).addAll(workload.next());
        }
        return new SentTraffic(
                mustCount,
                mayCount,
                all.stream()
                        .filter(attempt ->
                                !Set.of(200, 429, 503, Attempt.NO_ANSWER).contains(attempt.status()))
                        .map(attempt -> "status " + attempt.status())
                        .toList());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Attempt attempt = Attempt.parse(line);
                synchronized (this) {
                    attempts.add(attempt);
                }
            }
        } catch (IOException ended) {
            // The process is gone. The attempts read so far are valid.
        }
    }
}
