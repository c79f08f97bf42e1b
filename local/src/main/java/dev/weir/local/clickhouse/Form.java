// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.form.FormData;
import io.undertow.server.handlers.form.FormDataParser;
import io.undertow.server.handlers.form.MultiPartParserDefinition;
import io.undertow.util.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request, from its URL and from a {@code multipart/form-data} body. Clients use such a body when
 * the parameters are too long for a URL. An {@code application/x-www-form-urlencoded} body is a statement instead,
 * because curl sends every body with this type.
 *
 * @param parameters by name; the last of several values
 * @param files parts with a file name, which are external tables of this statement
 * @param isBodyRead true if the body was the form
 */
record Form(Map<String, String> parameters, Map<String, FormData.FileItem> files, boolean isBodyRead) {
    /** A table that the client sent with the statement. */
    record ExternalTable(String name, String structure, String format, FormData.FileItem data) {}

    private static final String MULTIPART_TYPE = "multipart/form-data";
    private static final MultiPartParserDefinition MULTIPART =
            new MultiPartParserDefinition().setDefaultEncoding(StandardCharsets.UTF_8.name());

    static Form of(HttpServerExchange exchange) throws EngineException {
        Map<String, String> parameters = new LinkedHashMap<>();
        exchange.getQueryParameters().forEach((name, values) -> parameters.put(name, values.getLast()));
        if (!isMultipart(exchange)) {
            return new Form(parameters, Map.of(), false);
        }
        // Undertow recognizes the type in lower case only.
        String type = exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
        exchange.getRequestHeaders()
                .put(Headers.CONTENT_TYPE, MULTIPART_TYPE + type.strip().substring(MULTIPART_TYPE.length()));
        try {
            @Nullable FormDataParser parser = MULTIPART.create(exchange);
            if (parser == null) {
                throw new EngineException(36, "BAD_ARGUMENTS", "multipart/form-data needs a boundary");
            }
            FormData form = parser.parseBlocking();
            Map<String, FormData.FileItem> files = new LinkedHashMap<>();
            for (String name : form) {
                Deque<FormData.FormValue> values = form.get(name);
                FormData.FormValue value = values.getLast();
                // Undertow also treats a long value as a file.
                if (!value.isFileItem()) {
                    parameters.put(name, value.getValue());
                } else if (value.getFileName() == null) {
                    parameters.put(name, text(value.getFileItem()));
                } else {
                    files.put(name, value.getFileItem());
                }
            }
            return new Form(parameters, files, true);
        } catch (IOException | RuntimeException broken) {
            throw new EngineException(36, "BAD_ARGUMENTS", "The body is not multipart/form-data as its header says");
        }
    }

    private static String text(FormData.FileItem item) throws IOException {
        try (InputStream content = item.getInputStream()) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The external tables. The structure of each comes from a parameter with its name. */
    List<ExternalTable> externalTables() throws EngineException {
        List<ExternalTable> tables = new ArrayList<>();
        for (Map.Entry<String, FormData.FileItem> file : files.entrySet()) {
            String name = file.getKey();
            if (!name.matches("[A-Za-z_]\\w*")) {
                throw new EngineException(
                        36, "BAD_ARGUMENTS", "'" + name + "' is not a valid name of an external" + " table");
            }
            tables.add(new ExternalTable(
                    name, structure(name), parameters.getOrDefault(name + "_format", "TabSeparated"), file.getValue()));
        }
        return tables;
    }

    /** True if the parameter describes an external table. */
    boolean describesTable(String parameter) {
        return files.keySet().stream()
                .anyMatch(name -> parameter.equals(name + "_format")
                        || parameter.equals(name + "_structure")
                        || parameter.equals(name + "_types"));
    }

    private String structure(String name) throws EngineException {
        @Nullable String structure = parameters.get(name + "_structure");
        if (structure != null) {
            return structure;
        }
        @Nullable String types = parameters.get(name + "_types");
        if (types == null) {
            throw new EngineException(
                    36,
                    "BAD_ARGUMENTS",
                    "Neither " + name + "_structure nor " + name + "_types must list the types of the columns of"
                            + " the external table");
        }
        StringBuilder columns = new StringBuilder();
        int column = 0;
        int depth = 0;
        for (String part : types.split(",", -1)) {
            columns.append(column == 0 ? "" : ",");
            if (depth == 0) {
                column++;
                columns.append('_').append(column).append(' ');
            }
            columns.append(part);
            depth += brackets(part);
        }
        return columns.toString();
    }

    /** The number of opening brackets minus closing ones. A comma within brackets does not separate columns. */
    private static int brackets(String part) {
        return part.chars()
                .map(symbol -> symbol == '(' ? 1 : symbol == ')' ? -1 : 0)
                .sum();
    }

    InputStream open(ExternalTable table) throws IOException {
        return table.data().getInputStream();
    }

    private static boolean isMultipart(HttpServerExchange exchange) {
        @Nullable String type = exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
        return type != null && type.strip().toLowerCase(Locale.ROOT).startsWith(MULTIPART_TYPE);
    }
}
