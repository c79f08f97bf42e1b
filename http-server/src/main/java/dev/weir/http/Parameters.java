// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import dev.weir.configuration.Units;
import dev.weir.event.EventRules;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The query parameters of a request. Each kind of value has one method that parses and validates it. */
public final class Parameters {
    private final Map<String, Collection<String>> values;

    private Parameters(Map<String, ? extends Collection<String>> values) {
        this.values = new TreeMap<>(values);
    }

    /** @param values decoded; the values of each parameter in the request's order */
    public static Parameters of(Map<String, ? extends Collection<String>> values) {
        return new Parameters(values);
    }

    /**
     * @param values decoded; the values of each parameter in the request's order
     * @param known every parameter that the request may have
     */
    public static Parameters of(Map<String, ? extends Collection<String>> values, List<String> known)
            throws BadParameterException {
        Parameters parameters = new Parameters(values);
        for (String name : parameters.values.keySet()) {
            if (!known.contains(name)) {
                throw new BadParameterException(
                        ApiError.UNKNOWN_PARAMETER,
                        name,
                        "Unknown parameter. Available parameters: " + String.join(", ", known) + ".");
            }
        }
        return parameters;
    }

    /** The names of all parameters, in alphabetical order. */
    public Set<String> names() {
        return values.keySet();
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** A value that may be blank. Returns null if the parameter is absent. */
    public @Nullable String single(String name) throws BadParameterException {
        Collection<String> given = values.get(name);
        if (given == null) {
            return null;
        }
        if (given.size() != 1) {
            throw invalid(name, "must be given once");
        }
        return given.iterator().next();
    }

    /** A value that must not be blank. Returns null if the parameter is absent. */
    public @Nullable String text(String name) throws BadParameterException {
        String text = single(name);
        if (text != null && text.isBlank()) {
            throw invalid(name, "must not be blank; leave it out, or give it a value");
        }
        return text;
    }

    /** The distinct values of a parameter that may be repeated, in the request's order. */
    public List<String> texts(String name) {
        return Stream.ofNullable(values.get(name))
                .flatMap(Collection::stream)
                .distinct()
                .toList();
    }

    /** Returns false if the parameter is absent. */
    public boolean flag(String name) throws BadParameterException {
        String text = text(name);
        if (text == null || text.equals("false")) {
            return false;
        }
        if (text.equals("true")) {
            return true;
        }
        throw invalid(name, "must be true or false");
    }

    /** A whole number from 1 to {@code most}; {@code absent} if the parameter is absent. */
    public int number(String name, int absent, int most) throws BadParameterException {
        String text = text(name);
        if (text == null) {
            return absent;
        }
        if (text.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= most) {
                return number;
            }
        }
        throw invalid(name, "must be a whole number from 1 to " + most);
    }

    /** @param example a sensible duration, for the error message */
    public Duration duration(String name, Duration absent, Duration most, String example) throws BadParameterException {
        String text = text(name);
        if (text == null) {
            return absent;
        }
        try {
            Duration duration = Units.parseDuration(text);
            if (duration.compareTo(most) <= 0) {
                return duration;
            }
        } catch (IllegalArgumentException notADuration) {
            // Both errors get the message below.
        }
        throw invalid(name, "must be a duration such as " + example + ", at most " + Units.format(most));
    }

    /** Returns null if the parameter is absent. */
    public @Nullable Instant instant(String name) throws BadParameterException {
        String text = text(name);
        if (text == null) {
            return null;
        }
        Long millis = EventRules.parseTimestamp(text);
        if (millis == null) {
            throw invalid(name, "must be an RFC 3339 date-time such as 2026-11-20T12:00:00Z");
        }
        return Instant.ofEpochMilli(millis);
    }

    /** @param rule continues the sentence after the parameter's name, without a full stop */
    public static BadParameterException invalid(String name, String rule) {
        return new BadParameterException(ApiError.INVALID_PARAMETER, name, name + " " + rule + ".");
    }
}
