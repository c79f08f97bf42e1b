// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import dev.weir.resilience.abuse.Dashboard.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The observations while ClickHouse was frozen.
 *
 * @param healthyFrom the beginning of a span right before the outage, about as long as the outage
 */
record ClickHouseOutage(String title, Instant healthyFrom, Instant from, Instant to, List<Reading> readings) {
    /**
     * A running query is bounded by its timeout, 5 s, and by the wait for a connection, 2 s. One more second is slack.
     */
    private static final Duration REFUSED_WITHIN = Duration.ofSeconds(8);

    private static final Duration RECOVERED_WITHIN = Duration.ofSeconds(10);

    Finding finding(List<Attempt> attempts, Duration limit) {
        Latencies before = Latencies.of(attempts, healthyFrom, from);
        Latencies during = Latencies.of(attempts, from, to);
        // Counts by the time of the response. A request from before the outage may be refused during it, and a request
        // during the outage may get its response after it.
        List<Reading> refused = readings.stream()
                .filter(reading ->
                        reading.done().isAfter(from) && reading.done().isBefore(to))
                .filter(reading -> reading.status() != 200)
                .toList();
        long undocumented = refused.stream()
                .filter(reading -> reading.status() != 503 || !reading.mayRetry())
                .count();
        Duration slowest = refused.stream()
                .map(Reading::took)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        Duration median = refused.stream()
                .map(Reading::took)
                .sorted()
                .skip(refused.size() / 2)
                .findFirst()
                .orElse(Duration.ZERO);
        Duration recovery = readings.stream()
                .filter(reading -> reading.status() == 200 && reading.done().isAfter(to))
                .map(reading -> Duration.between(to, reading.done()))
                .min(Comparator.naturalOrder())
                .orElse(Duration.ofDays(1));
        return new Finding(
                title,
                List.of(
                        String.format(
                                Locale.ROOT,
                                "POST /events: p99 %s before, %s meanwhile; max %s before, %s meanwhile; not 200: %s",
                                Times.written(before.quantile(0.99)),
                                Times.written(during.quantile(0.99)),
                                Times.written(before.max()),
                                Times.written(during.max()),
                                during.failuresText()),
                        String.format(
                                Locale.ROOT,
                                "GET /metrics: %d refused meanwhile, half of them within %s, the slowest after %s; first 200 %s after ClickHouse was back",
                                refused.size(),
                                Times.written(median),
                                Times.written(slowest),
                                Times.written(recovery))),
                List.of(
                        Verdict.of(
                                during.isAllAcknowledged(),
                                String.format(
                                        Locale.ROOT,
                                        "%s: every POST gets 200: %s did not",
                                        title,
                                        during.failuresText())),
                        Verdict.within(limit, during.quantile(0.99), title + ": p99 of POST /events"),
                        Verdict.of(
                                !refused.isEmpty() && undocumented == 0,
                                String.format(
                                        Locale.ROOT,
                                        "%s: GET /metrics gets 503 with Retry-After: %d of %d did not",
                                        title,
                                        undocumented,
                                        refused.size())),
                        Verdict.within(REFUSED_WITHIN, slowest, title + ": GET /metrics is refused"),
                        Verdict.within(RECOVERED_WITHIN, recovery, title + ": GET /metrics recovers by itself")));
    }
}
