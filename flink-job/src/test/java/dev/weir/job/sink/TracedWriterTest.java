package dev.weir.job.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.job.tracing.SpanRecording;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.util.Locale;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.junit.jupiter.api.Test;

class TracedWriterTest {
    private static final AttributeKey<Long> ROWS = AttributeKey.longKey("db.operation.batch.size");
    private static final AttributeKey<Long> ROWS_OF_TRACE = AttributeKey.longKey("weir.insert.trace_rows");
    private static final AttributeKey<Long> LEFT_OUT = AttributeKey.longKey("weir.insert.untraced_sampled_rows");
    private static final String UNTRACED = "";

    private final SpanRecording spans = new SpanRecording();
    private final Rows rows = new Rows();
    private final TracedWriter<String> writer =
            new TracedWriter<>(rows, "events_store", row -> row.equals(UNTRACED) ? null : row, spans.tracer());

    @Test
    void makesASpanForEachTraceOfAnInsertBelowItsFirstEvent() throws Exception {
        write(traceParent(1, 11), UNTRACED, traceParent(2, 21), traceParent(1, 12));
        writer.flush(false);

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
    void anInsertHasOnlyItsOwnRows() throws Exception {
        write(traceParent(1, 11));
        writer.flush(false);
        write(UNTRACED);
        writer.flush(false);

        assertThat(spans.ended()).hasSize(1);
    }

    @Test
    void saysHowManyItLeavesOut() throws Exception {
        for (int trace = 1; trace <= TracedWriter.MAX_TRACES + 3; trace++) {
            write(traceParent(trace, trace));
        }
        writer.flush(false);

        assertThat(spans.ended()).hasSize(TracedWriter.MAX_TRACES).allSatisfy(span -> assertThat(
                        span.getAttributes().get(LEFT_OUT))
                .isEqualTo(3));
    }

    @Test
    void aFailedInsertIsAnErrorInItsTrace() throws Exception {
        write(traceParent(1, 11));
        rows.broken = true;

        assertThatThrownBy(() -> writer.flush(false)).isInstanceOf(IOException.class);

        assertThat(ofTrace(1).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }

    @Test
    void aTraceThatWasNotSampledIsLeftAlone() throws Exception {
        write(traceParent(1, 11).replace("-01", "-00"));
        writer.flush(false);

        assertThat(spans.ended()).isEmpty();
    }

    private void write(String... written) throws Exception {
        for (String row : written) {
            writer.write(row, rows);
        }
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

    /** A table that may be out of order. */
    private static final class Rows implements SinkWriter<String>, SinkWriter.Context {
        private boolean broken;

        @Override
        public void write(String row, Context context) {}

        @Override
        public void flush(boolean endOfInput) throws IOException {
            if (broken) {
                throw new IOException("broken");
            }
        }

        @Override
        public void close() {}

        @Override
        public long currentWatermark() {
            return Long.MIN_VALUE;
        }

        @Override
        public Long timestamp() {
            return 0L;
        }
    }
}
