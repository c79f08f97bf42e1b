// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import dev.weir.testbed.Quantiles;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The latencies of the good client's requests that were due within a span of time.
 *
 * <p>The latency of a request counts from the moment at which it was due. If there was no response, it lasts until the
 * client gave up.
 */
final class Latencies {
    private final Quantiles took = new Quantiles();
    private final Map<Integer, Long> byStatus;

    private Latencies(List<Attempt> attempts) {
        attempts.forEach(attempt -> took.add(TimeUnit.MICROSECONDS.toNanos(attempt.tookMicros())));
        byStatus =
                attempts.stream().collect(Collectors.groupingBy(Attempt::status, TreeMap::new, Collectors.counting()));
    }

    static Latencies of(List<Attempt> attempts, Instant from, Instant to) {
        long fromMicros = ChronoUnit.MICROS.between(Instant.EPOCH, from);
        long toMicros = ChronoUnit.MICROS.between(Instant.EPOCH, to);
        return new Latencies(attempts.stream()
                .filter(Attempt::isFirst)
                .filter(attempt -> attempt.dueMicros() >= fromMicros && attempt.dueMicros() < toMicros)
                .toList());
    }

    int count() {
        return took.count();
    }

    /** The quantile by nearest rank: the smallest time within which this share of the requests had ended. */
    Duration quantile(double share) {
        return took.quantile(share);
    }

    Duration max() {
        return quantile(1);
    }

    boolean isAllAcknowledged() {
        return byStatus.keySet().equals(Set.of(200));
    }

    /** Every status but 200, such as {@code 503 ×12, no response ×3}. 0 if there were none. */
    String failuresText() {
        String text = byStatus.entrySet().stream()
                .filter(entry -> entry.getKey() != 200)
                .map(entry -> Attempt.times(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
        return text.isEmpty() ? "0" : text;
    }
}
