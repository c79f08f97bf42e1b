// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.readings;

import dev.weir.event.ErrorCode;
import dev.weir.event.Event;
import dev.weir.event.EventRules;
import dev.weir.event.Violation;
import dev.weir.http.JsonAnswers;
import dev.weir.http.UuidV7;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Turns a reading into an event, or finds the first rule that it breaks. The rules are those for events; the violations
 * name the fields of a reading. Thread-safe.
 */
final class ReadingRules {
    static final String TYPE = "metric";

    /** As OpenTelemetry limits the names of instruments. */
    private static final int MAX_NAME_LENGTH = 255;

    private final EventRules rules;
    private final ThreadLocal<UuidV7> uuids = ThreadLocal.withInitial(UuidV7::new);

    ReadingRules(EventRules rules) {
        this.rules = rules;
    }

    /** An event, or why there is none. Exactly one of them is null. */
    record Result(@Nullable Event event, @Nullable Violation violation) {}

    /** @param receivedAt milliseconds since the Unix epoch */
    Result apply(Reading reading, long receivedAt) {
        Violation violation = first(
                service(reading.serviceName()),
                metric(reading.metricName()),
                value(reading.value()),
                time(reading.time(), receivedAt),
                id(reading.id()),
                reading.unit() == null ? null : name("unit", reading.unit()));
        if (violation != null) {
            return new Result(null, violation);
        }
        String properties = properties(reading);
        violation = rules.properties(properties);
        if (violation != null) {
            return new Result(
                    null,
                    violation.renamed("properties.attributes", "attributes").renamed("properties", "attributes"));
        }
        String id = reading.id();
        return new Result(
                new Event(
                        id == null ? uuids.get().next(receivedAt).toString() : id,
                        id == null,
                        TYPE,
                        reading.time() == null ? receivedAt : reading.time(),
                        String.valueOf(reading.serviceName()),
                        null,
                        null,
                        reading.value(),
                        properties),
                null);
    }

    private @Nullable Violation service(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            return missing("service_name");
        }
        Violation violation = rules.userId(name);
        if (violation != null && violation.code() == ErrorCode.JUNK_IDENTITY) {
            return new Violation(
                    ErrorCode.JUNK_IDENTITY,
                    "service_name",
                    String.format(
                            Locale.ROOT,
                            "service_name '%s' is a placeholder for a missing name. Send the name of the service.",
                            name));
        }
        return violation == null ? null : violation.renamed("user_id", "service_name");
    }

    private @Nullable Violation metric(@Nullable String name) {
        return name == null || name.isEmpty() ? missing("metric_name") : name("metric_name", name);
    }

    private @Nullable Violation name(String field, String text) {
        Violation violation = rules.attribute(field, text);
        int length = text.codePointCount(0, text.length());
        return violation != null || length <= MAX_NAME_LENGTH
                ? violation
                : new Violation(
                        ErrorCode.TOO_LONG,
                        field,
                        String.format(
                                Locale.ROOT,
                                "%s has %d characters; at most %d are allowed.",
                                field,
                                length,
                                MAX_NAME_LENGTH));
    }

    private @Nullable Violation value(@Nullable Double value) {
        if (value == null) {
            return missing("value");
        }
        return rules.value(value) == null
                ? null
                : new Violation(ErrorCode.INVALID_VALUE, "value", "value must be a finite number.");
    }

    private @Nullable Violation time(@Nullable Long millis, long receivedAt) {
        Violation violation = millis == null ? null : rules.timestamp(millis, receivedAt);
        return violation == null ? null : violation.renamed("timestamp", "time");
    }

    private @Nullable Violation id(@Nullable String id) {
        Violation violation = id == null ? null : rules.eventId(id);
        return violation == null ? null : violation.renamed("event_id", "id");
    }

    private static Violation missing(String field) {
        return new Violation(ErrorCode.MISSING_FIELD, field, field + " is required.");
    }

    private static @Nullable Violation first(@Nullable Violation... violations) {
        for (Violation violation : violations) {
            if (violation != null) {
                return violation;
            }
        }
        return null;
    }

    private static String properties(Reading reading) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try {
            JsonAnswers.write(bytes, json -> {
                json.writeStartObject();
                json.writeStringField("metric_name", reading.metricName());
                if (reading.unit() != null) {
                    json.writeStringField("unit", reading.unit());
                }
                if (reading.attributes() != null) {
                    json.writeObjectFieldStart("attributes");
                    reading.attributes().writeTo(json);
                    json.writeEndObject();
                }
                json.writeEndObject();
            });
        } catch (IOException impossible) {
            throw new UncheckedIOException("A byte array refused bytes.", impossible);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
