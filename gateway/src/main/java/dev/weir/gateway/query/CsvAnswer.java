package dev.weir.gateway.query;

import java.util.List;
import java.util.stream.Collectors;

/** An answer's rows as CSV (RFC 4180), with a header line; the rest of the answer is in the response's headers. */
record CsvAnswer(MetricsAnswer answer) {
    private static final String END_OF_LINE = "\r\n";

    String text() {
        StringBuilder csv = new StringBuilder(64 + 32 * answer.rows().size());
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
        return csv.toString();
    }

    private static void append(StringBuilder csv, String text) {
        if (text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')) {
            csv.append(text);
            return;
        }
        csv.append('"').append(text.replace("\"", "\"\"")).append('"');
    }
}
