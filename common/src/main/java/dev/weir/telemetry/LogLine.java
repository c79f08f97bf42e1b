// SPDX-License-Identifier: Apache-2.0
package dev.weir.telemetry;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.apache.commons.text.StringEscapeUtils;

/**
 * A line of the log of a program that has no logging library, in the format of {@code WEIR_LOG_FORMAT=json}. The fields
 * are those of {@code log-line.json}.
 *
 * @param level such as {@code INFO}
 * @param logger the name of the class that logs
 */
public record LogLine(Instant timestamp, String level, String logger, String message) {
    private static final DateTimeFormatter RFC_3339_MILLIS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    public String toJson() {
        return "{\"timestamp\":\"" + RFC_3339_MILLIS.format(timestamp)
                + "\",\"level\":\"" + level
                + "\",\"logger\":\"" + logger
                + "\",\"thread\":\""
                + StringEscapeUtils.escapeJson(Thread.currentThread().getName())
                + "\",\"message\":\"" + StringEscapeUtils.escapeJson(message) + "\"}";
    }
}
