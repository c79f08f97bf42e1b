// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a CloudEvent that match no field of an event. They are kept as one additional property, so that
 * none is lost. Reused; not thread-safe.
 */
final class KeptAttributes {
    /** The name of the property. */
    static final String PROPERTY = "cloudevents";

    private final StringBuilder members = new StringBuilder();

    void clear() {
        members.setLength(0);
    }

    void text(String name, String value) {
        name(name);
        members.append('"');
        JsonStringEncoder.getInstance().quoteAsString(value, members);
        members.append('"');
    }

    /** @param value a number, true or false, in JSON */
    void literal(String name, String value) {
        name(name);
        members.append(value);
    }

    /** @param properties a JSON object without this property, or null */
    String in(@Nullable String properties) {
        String rest = properties == null ? "}" : properties.substring(1).stripLeading();
        String separator = rest.startsWith("}") ? "" : ",";
        return "{\"" + PROPERTY + "\":{" + members + "}" + separator + rest;
    }

    /** @param name consists of characters that need no escape in JSON */
    private void name(String name) {
        if (!members.isEmpty()) {
            members.append(',');
        }
        members.append('"').append(name).append("\":");
    }
}
