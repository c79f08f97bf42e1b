// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The observations while Kafka was unavailable.
 *
 * @param from when Kafka became unavailable
 * @param giving when Kafka began to come back; from here it may respond
 * @param to when Kafka was back
 * @param threads a thread dump of the gateway in the middle of the outage
 */
record KafkaOutage(
        String title,
        Instant from,
        Instant giving,
        Instant to,
        Sample before,
        Sample middle,
        Sample after,
        ThreadDump threads) {
    private static final Duration REFUSED_WITHIN = Duration.ofSeconds(5);
    private static final Duration RECOVERED_WITHIN = Duration.ofSeconds(10);

    /** Threads that come and go by themselves: of compilers and collectors, of pools that shrink when idle. */
    private static final int OWN_THREADS = 8;

    Finding finding(List<Attempt> attempts) {
        List<Attempt> during = attempts.stream()
                .filter(attempt -> attempt.dueMicros() >= micros(from) && attempt.dueMicros() < micros(to))
                .toList();
        Duration firstRefusal = sinceFirst(during, 503, from);
        Duration recovery = sinceFirst(
                attempts.stream()
                        .filter(attempt -> attempt.doneMicros() >= micros(to))
                        .toList(),
                200,
                to);
        long settled = micros(from.plus(firstRefusal));
        // The gateway cannot know of the outage before the first refusal. Later requests are refused at once.
        List<Attempt> once = during.stream()
                .filter(attempt -> attempt.dueMicros() >= settled)
                .toList();
        long notRefused = once.stream()
                .filter(attempt -> attempt.status() != 503 || !attempt.mayRetry())
                .filter(attempt -> attempt.doneMicros() < micros(to))
                .filter(attempt -> !attempt.isAcknowledged() || attempt.doneMicros() < micros(giving))
                .count();
        List<String> waiting = threads.servingAndWaitingIn("org.apache.kafka");
        return new Finding(
                title,
                List.of(
                        String.format(
                                Locale.ROOT,
                                "away for %s; %,d attempts meanwhile: %s",
                                Times.written(Duration.between(from, to)),
                                during.size(),
                                statuses(during)),
                        String.format(
                                Locale.ROOT,
                                "first 503 after %s; slowest response %s to requests due meanwhile, %s to those due"
                                        + " after the first 503",
                                Times.written(firstRefusal),
                                Times.written(slowest(during)),
                                Times.written(slowest(once))),
                        String.format(Locale.ROOT, "first 200 %s after Kafka was back", Times.written(recovery)),
                        String.format(
                                Locale.ROOT,
                                "threads before, meanwhile, after: %d, %d, %d; descriptors: %d, %d, %d",
                                before.threads(),
                                middle.threads(),
                                after.threads(),
                                before.descriptors(),
                                middle.descriptors(),
                                after.descriptors())),
                List.of(
                        Verdict.within(REFUSED_WITHIN, firstRefusal, title + ": the first 503"),
                        Verdict.of(
                                !once.isEmpty() && notRefused == 0,
                                String.format(
                                        Locale.ROOT,
                                        "%s: after it every response is 503 with Retry-After: %,d of %,d were not",
                                        title,
                                        notRefused,
                                        once.size())),
                        Verdict.of(
                                waiting.isEmpty(),
                                String.format(
                                        Locale.ROOT,
                                        "%s: no thread that serves requests waits for Kafka: %s",
                                        title,
                                        waiting.isEmpty() ? "none" : String.join(", ", waiting))),
                        Verdict.of(
                                middle.threads() <= before.threads() + OWN_THREADS,
                                String.format(
                                        Locale.ROOT,
                                        "%s: no threads pile up: %d before, %d meanwhile",
                                        title,
                                        before.threads(),
                                        middle.threads())),
                        Verdict.within(RECOVERED_WITHIN, recovery, title + ": recovers by itself")));
    }

    /** The time until the first response with this status. One day, which fails every limit, if there was none. */
    private static Duration sinceFirst(List<Attempt> attempts, int status, Instant since) {
        return attempts.stream()
                .filter(attempt -> attempt.status() == status)
                .mapToLong(Attempt::doneMicros)
                .min()
                .stream()
                .mapToObj(micros -> Duration.of(Math.max(0, micros - micros(since)), ChronoUnit.MICROS))
                .findFirst()
                .orElse(Duration.ofDays(1));
    }

    private static Duration slowest(List<Attempt> attempts) {
        return Duration.of(
                attempts.stream().mapToLong(Attempt::tookMicros).max().orElse(0), ChronoUnit.MICROS);
    }

    private static String statuses(List<Attempt> attempts) {
        Map<Integer, Long> counts =
                attempts.stream().collect(Collectors.groupingBy(Attempt::status, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(entry -> Attempt.times(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
