// SPDX-License-Identifier: Apache-2.0
package dev.weir.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Walks through {@code properties} without recursion, and reports the first rule that they break. Not thread-safe. */
public final class PropertiesParser {
    private static final String FIELD = "properties";

    private final List<NamesInScope> scopes = new ArrayList<>();
    private final @Nullable String reserved;
    private final boolean alone;

    /**
     * For properties inside an event.
     *
     * @param reserved a property name that only the gateway may use, or null
     */
    public PropertiesParser(@Nullable String reserved) {
        this(reserved, false);
    }

    /** For properties that are a separate JSON text. */
    PropertiesParser() {
        this(null, true);
    }

    private PropertiesParser(@Nullable String reserved, boolean alone) {
        this.reserved = reserved;
        this.alone = alone;
        for (int depth = 0; depth < EventRules.MAX_PROPERTIES_DEPTH; depth++) {
            scopes.add(new NamesInScope());
        }
    }

    /**
     * Moves the parser from the object's first token to its last.
     *
     * @param checkStrings whether a string may be ill-formed; checking each one costs time
     */
    public @Nullable Violation parse(JsonParser json, boolean checkStrings) throws IOException {
        Violation violation = null;
        int depth = 1;
        scopes.get(0).clear();
        while (depth > 0 && violation == null) {
            JsonToken token = json.nextToken();
            if (token.isStructStart()) {
                violation = depth == EventRules.MAX_PROPERTIES_DEPTH ? tooDeep(json) : null;
                if (violation == null) {
                    scopes.get(depth).clear();
                }
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.FIELD_NAME) {
                violation = depth == 1 && json.currentName().equals(reserved)
                        ? reserved(json)
                        : name(json, scopes.get(depth - 1), checkStrings);
            } else if (token == JsonToken.VALUE_STRING && checkStrings) {
                violation = EventRules.wellFormed(path(json), json.getText());
            }
        }
        while (depth > 0) {
            JsonToken token = json.nextToken();
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        }
        return violation;
    }

    private @Nullable Violation name(JsonParser json, NamesInScope names, boolean checkStrings) throws IOException {
        String name = json.currentName();
        if (checkStrings) {
            Violation violation = EventRules.wellFormed(path(json), name);
            if (violation != null) {
                return violation;
            }
        }
        if (names.add(name)) {
            return null;
        }
        String path = path(json);
        return new Violation(ErrorCode.DUPLICATE_FIELD, path, Printable.of(path) + " appears twice.");
    }

    private Violation reserved(JsonParser json) {
        String path = path(json);
        return new Violation(
                ErrorCode.INVALID_VALUE,
                path,
                path + " is reserved for the attributes of CloudEvents. Choose another name.");
    }

    private Violation tooDeep(JsonParser json) {
        return new Violation(
                ErrorCode.INVALID_VALUE,
                path(json),
                String.format(
                        Locale.ROOT,
                        "properties are nested more than %d levels deep; send them flatter.",
                        EventRules.MAX_PROPERTIES_DEPTH));
    }

    /** The path from {@code properties} on, such as {@code properties.cart.items[2].id}. */
    private String path(JsonParser json) {
        StringBuilder path = new StringBuilder();
        JsonStreamContext context = json.getParsingContext();
        if (json.currentToken().isStructStart()) {
            context = context.getParent();
        }
        for (; context != null && !context.inRoot(); context = context.getParent()) {
            if (context.inArray()) {
                path.insert(0, "[" + context.getCurrentIndex() + "]");
            } else if (context.getCurrentName() != null) {
                path.insert(0, context.getCurrentName()).insert(0, '.');
            }
        }
        if (alone) {
            path.insert(0, FIELD).insert(0, '.');
        }
        return path.isEmpty() ? FIELD : path.substring(1);
    }
}
