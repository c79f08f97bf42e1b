// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;

/** Copies a JSON value without white space. Numbers stay as they are written, whatever their size. */
final class JsonCopy {
    private JsonCopy() {}

    /**
     * Copies the parser's current value, and moves the parser to its end.
     *
     * @param levels of objects and arrays; a deeper one becomes a string with its JSON text
     */
    static String of(JsonParser json, int levels) throws IOException {
        StringBuilder out = new StringBuilder();
        copy(json, levels, out);
        return out.toString();
    }

    /** The text as a JSON string. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2);
        quote(text, out);
        return out.toString();
    }

    private static void copy(JsonParser json, int levels, StringBuilder out) throws IOException {
        int depth = 0;
        while (true) {
            JsonToken token = json.currentToken();
            if (token.isStructEnd()) {
                out.append(token.asString());
                depth--;
            } else {
                separate(out);
                if (token == JsonToken.FIELD_NAME) {
                    quote(json.currentName(), out);
                    out.append(':');
                } else if (token.isStructStart() && depth == levels) {
                    quote(of(json, Integer.MAX_VALUE), out);
                } else if (token.isStructStart()) {
                    out.append(token.asString());
                    depth++;
                } else if (token == JsonToken.VALUE_STRING) {
                    quote(json.getText(), out);
                } else {
                    out.append(json.getText());
                }
            }
            if (depth == 0) {
                return;
            }
            json.nextToken();
        }
    }

    /** Appends a comma unless a value begins here: at the start, after an opening bracket, or after a name. */
    private static void separate(StringBuilder out) {
        if (!out.isEmpty() && "{[:".indexOf(out.charAt(out.length() - 1)) < 0) {
            out.append(',');
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, out);
        out.append('"');
    }
}
