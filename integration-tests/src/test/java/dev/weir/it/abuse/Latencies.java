package dev.weir.it.abuse;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How the good client fared with what its schedule asked for within a span of time. Each request counts from the moment at
 * which it was due, an answer that never came with all the time it was waited for.
 */
final class Latencies {
    private final long[] sortedMicros;
    private final Map<Integer, Long> byStatus;

    private Latencies(List<Attempt> attempts) {
        sortedMicros = attempts.stream().mapToLong(Attempt::tookMicros).sorted().toArray();
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
        return sortedMicros.length;
    }

    /** The smallest time within which this share of the requests was over: the nearest rank. */
    Duration quantile(double share) {
        if (sortedMicros.length == 0) {
            return Duration.ZERO;
        }
        int rank = (int) Math.ceil(share * sortedMicros.length);
        return Duration.of(sortedMicros[Math.max(0, rank - 1)], ChronoUnit.MICROS);
    }

    Duration max() {
        return quantile(1);
    }

    boolean isAllAcknowledged() {
        return byStatus.keySet().equals(Set.of(200));
    }

    /** Every status but 200, such as {@code 503 ×12, no answer ×3}; 0 where there were none. */
    String failuresText() {
        String text = byStatus.entrySet().stream()
                .filter(entry -> entry.getKey() != 200)
                .map(entry -> String.format(
                        Locale.ROOT,
                        "%s ×%,d",
                        entry.getKey() == Attempt.NO_ANSWER ? "no answer" : entry.getKey(),
                        entry.getValue()))
                .collect(Collectors.joining(", "));
        return text.isEmpty() ? "0" : text;
    }
}
