// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.job.tracing.SpanRecording;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InsertSpansTest {
    private static final AttributeKey<Long> ROWS = AttributeKey.longKey("db.operation.batch.size");
    private static final AttributeKey<Long> ROWS_OF_TRACE = AttributeKey.longKey("weir.insert.trace_rows");
    private static final AttributeKey<Long> LEFT_OUT = AttributeKey.longKey("weir.insert.untraced_sampled_rows");
    private static final String UNTRACED = "";

    private final SpanRecording spans = new SpanRecording();
    private final InsertSpans<String> insertSpans =
            new InsertSpans<>(spans.tracer(), "events_store", row -> row.equals(UNTRACED) ? null : row);

    @Test
    void createsASpanForEachTraceOfAnInsert() {
        write(traceParent(1, 11), UNTRACED, traceParent(2, 21), traceParent(1, 12));

        assertThat(spans.ended()).hasSize(2).allSatisfy(span -> {
            assertThat(span.getName()).isEqualTo("INSERT events_store");
            assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
            assertThat(span.getAttributes().get(ROWS)).isEqualTo(4);
        });
        SpanData first = ofTrace(1);
        assertThat(first.getParentSpanId()).isEqualTo(String.format(Locale.ROOT, "%016x", 11));
        assertThat(first.getAttributes().get(ROWS_OF_TRACE)).isEqualTo(2);
        assertThat(ofTrace(2).getAttributes().get(ROWS_OF_TRACE)).isEqualTo(1);
    }

    @Test
    void insertSpansCountOnlyTheRowsOfTheirInsert() {
        write(traceParent(1, 11));
        write(UNTRACED);

        assertThat(spans.ended()).hasSize(1);
    }

    @Test
    void reportsTheNumberOfUntracedRows() {
        String[] rows = IntStream.rangeClosed(1, InsertSpans.MAX_TRACES + 3)
                .mapToObj(trace -> traceParent(trace, trace))
                .toArray(String[]::new);
        write(rows);

        assertThat(spans.ended()).hasSize(InsertSpans.MAX_TRACES).allSatisfy(span -> assertThat(
                        span.getAttributes().get(LEFT_OUT))
                .isEqualTo(3));
    }

    @Test
    void failedInsertIsAnErrorInItsTrace() {
        insertSpans.add(traceParent(1, 11));
        insertSpans.begin(1).end(new IOException("broken"));

        assertThat(ofTrace(1).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }

    @Test
    void recordsNoSpanForUnsampledTrace() {
        write(traceParent(1, 11).replace("-01", "-00"));

        assertThat(spans.ended()).isEmpty();
    }

    /** Simulates one insert of these rows. */
    private void write(String... rows) {
        for (String row : rows) {
            insertSpans.add(row);
        }
        insertSpans.begin(rows.length).end(null);
    }

    private SpanData ofTrace(int trace) {
        return spans.ended().stream()
                .filter(span -> span.getTraceId().equals(String.format(Locale.ROOT, "%032x", trace)))
                .findFirst()
                .orElseThrow();
    }

    private static String traceParent(int trace, int span) {
        return String.format(Locale.ROOT, "00-%032x-%016x-01", trace, span);
    }
}
