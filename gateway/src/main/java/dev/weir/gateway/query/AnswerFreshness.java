// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The freshness of rows, formatted for clients.
 *
 * @param asOf RFC 3339 with milliseconds; null until the job has reported its progress for the first time
 */
record AnswerFreshness(@Nullable String asOf, long lagMillis) {
    private static final DateTimeFormatter RFC_3339_MILLIS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    static AnswerFreshness of(MetricsAnswer answer, Instant now) {
        return of(answer.asOf(), now);
    }

    static AnswerFreshness of(@Nullable Instant asOf, Instant now) {
        // Never negative: the job's clock may be slightly ahead of this machine's.
        return asOf == null
                ? new AnswerFreshness(null, 0)
                : new AnswerFreshness(
                        written(asOf), Math.max(0, Duration.between(asOf, now).toMillis()));
    }

    /** An instant with milliseconds, in RFC 3339. */
    static String written(Instant instant) {
        return RFC_3339_MILLIS.format(instant);
    }

    /** Writes the field {@code freshness}. */
    void writeTo(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("freshness");
        if (asOf == null) {
            json.writeNullField("as_of");
            json.writeNullField("lag_ms");
        } else {
            json.writeStringField("as_of", asOf);
            json.writeNumberField("lag_ms", lagMillis);
        }
        json.writeEndObject();
    }
}
