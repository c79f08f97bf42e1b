// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Rows as CSV (RFC 4180) in UTF-8, with a header line. The other values are in response headers. */
record CsvAnswer(MetricsAnswer answer) {
    private static final String END_OF_LINE = "\r\n";

    void writeTo(OutputStream out) throws IOException {
        try (Writer csv = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8))) {
            csv.append(answer.columns().stream().map(Column::wireName).collect(Collectors.joining(",")))
                    .append(END_OF_LINE);
            for (List<Object> row : answer.rows()) {
                for (int i = 0; i < row.size(); i++) {
                    if (i > 0) {
                        csv.append(',');
                    }
                    append(csv, row.get(i).toString());
                }
                csv.append(END_OF_LINE);
            }
        }
    }

    private static void append(Writer csv, String text) throws IOException {
        if (text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')) {
            csv.append(text);
            return;
        }
        csv.append('"').append(text.replace("\"", "\"\"")).append('"');
    }
}
