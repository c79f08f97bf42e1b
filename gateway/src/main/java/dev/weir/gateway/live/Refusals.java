// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.live;

import dev.weir.http.background.Periodic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What this gateway refused in the last minutes, by code: events, and requests to the main port. Thread-safe. */
public final class Refusals implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration SHORT = Duration.ofMinutes(1);
    private static final Duration LONG = Duration.ofMinutes(15);

    /** The refusals of one code. */
    record Refused(String code, long lastFifteenMinutes, long lastMinute) {}

    private record Sample(long nanos, Map<String, Long> totals) {}

    private final MeterRegistry meters;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private final Periodic sampling;

    /** @param meters has the counters of the gateway */
    public Refusals(MeterRegistry meters) {
        this.meters = meters;
        samples.addLast(new Sample(System.nanoTime(), Map.of()));
        sampling = Periodic.start("refusals", INTERVAL, INTERVAL, () -> sample(System.nanoTime()));
    }

    /** Notes the totals of a time. */
    synchronized void sample(long nanos) {
        samples.addLast(new Sample(nanos, totals()));
        // Keeps one sample from before the window.
        while (samples.size() > 1 && second().nanos() - (nanos - LONG.toNanos()) <= 0) {
            samples.removeFirst();
        }
    }

    /** The codes of the last 15 minutes, the most frequent first. */
    synchronized List<Refused> at(long nanos) {
        Map<String, Long> now = totals();
        Map<String, Long> before = totalsAt(nanos - LONG.toNanos());
        Map<String, Long> aMinuteBefore = totalsAt(nanos - SHORT.toNanos());
        return now.entrySet().stream()
                .map(total -> new Refused(
                        total.getKey(),
                        total.getValue() - before.getOrDefault(total.getKey(), 0L),
                        total.getValue() - aMinuteBefore.getOrDefault(total.getKey(), 0L)))
                .filter(refused -> refused.lastFifteenMinutes() > 0)
                .sorted(Comparator.comparingLong(Refused::lastFifteenMinutes)
                        .reversed()
                        .thenComparing(Refused::code))
                .toList();
    }

    @Override
    public void close() {
        sampling.close();
    }

    private Sample second() {
        return samples.stream().skip(1).findFirst().orElseThrow();
    }

    /** The totals of the last sample up to a time, or of the first one. */
    private Map<String, Long> totalsAt(long nanos) {
        Map<String, Long> totals = samples.getFirst().totals();
        for (Sample sample : samples) {
            if (sample.nanos() - nanos <= 0) {
                totals = sample.totals();
            }
        }
        return totals;
    }

    private Map<String, Long> totals() {
        Map<String, Long> totals = new TreeMap<>();
        Stream.concat(
                        meters.find("weir.events.rejected").counters().stream(),
                        meters.find("weir.http.refused").tag("listener", "http").counters().stream())
                .filter(counter -> counter.count() > 0)
                .forEach(counter -> totals.merge(codeOf(counter), (long) counter.count(), Long::sum));
        return totals;
    }

    private static String codeOf(Counter counter) {
        return String.valueOf(counter.getId().getTag("code"));
    }
}
