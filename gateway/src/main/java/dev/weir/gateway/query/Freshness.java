package dev.weir.gateway.query;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How fresh an answer is, as clients read it.
 *
 * @param asOf RFC 3339 with milliseconds; null until the job has said so for the first time
 */
record Freshness(@Nullable String asOf, long lagMillis) {
    private static final DateTimeFormatter RFC_3339_MILLIS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    static Freshness of(MetricsAnswer answer, Instant now) {
        Instant asOf = answer.asOf();
        // The job's clock may be ahead of ours by a little: never less than nothing.
        return asOf == null
                ? new Freshness(null, 0)
                : new Freshness(
                        RFC_3339_MILLIS.format(asOf),
                        Math.max(0, Duration.between(asOf, now).toMillis()));
    }
}
