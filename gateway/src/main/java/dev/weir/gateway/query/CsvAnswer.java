// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Rows as CSV (RFC 4180) in UTF-8, with a header line. The other values are in response headers. */
record CsvAnswer(MetricsAnswer answer) {
    private static final String END_OF_LINE = "\r\n";

    void writeTo(OutputStream out) throws IOException {
        try (Writer csv = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8))) {
            appendLine(csv, answer.columns().stream().flatMap(CsvAnswer::names));
            for (List<Object> row : answer.rows()) {
                appendLine(csv, row.stream().flatMap(CsvAnswer::texts));
            }
        }
    }

    /** Buckets have a column each. */
    private static Stream<String> names(Column column) {
        return column.kind() == Column.Kind.BUCKETS
                ? column.bounds().stream().map(bound -> "le_" + bound.toPlainString())
                : Stream.of(column.name());
    }

    private static Stream<String> texts(Object value) {
        if (value instanceof List<?> buckets) {
            return buckets.stream().map(Object::toString);
        }
        return Stream.of(value instanceof BigDecimal number ? number.toPlainString() : value.toString());
    }

    private static void appendLine(Writer csv, Stream<String> texts) throws IOException {
        String separator = "";
        for (String text : (Iterable<String>) texts::iterator) {
            csv.append(separator);
            append(csv, text);
            separator = ",";
        }
        csv.append(END_OF_LINE);
    }

    private static void append(Writer csv, String text) throws IOException {
        if (text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')) {
            csv.append(text);
            return;
        }
        csv.append('"').append(text.replace("\"", "\"\"")).append('"');
    }
}
