// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessSpansTest {
    private static final String SAMPLED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final SpanRecording recording = new SpanRecording();
    private final ProcessSpans spans = new ProcessSpans(recording.tracer(), "events");

    @Test
    void continuesTheTraceOfTheRecord() {
        String next = spans.recordOutcome(SAMPLED, 3, 44, "counted");

        SpanData span = recording.ended().get(0);
        assertThat(span.getName()).isEqualTo("process events");
        assertThat(span.getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(span.getParentSpanId()).isEqualTo("b7ad6b7169203331");
        assertThat(span.getAttributes().get(AttributeKey.stringKey("weir.event.outcome")))
                .isEqualTo("counted");
        assertThat(next).isEqualTo("00-0af7651916cd43dd8448eb211c80319c-" + span.getSpanId() + "-01");
    }

    @ParameterizedTest
    @ValueSource(strings = {"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", "not a trace at all"})
    void recordsNothingForUnsampledOrMalformedParents(String traceParent) {
        assertThat(spans.recordOutcome(traceParent, 0, 0, "counted")).isEqualTo(traceParent);
        assertThat(recording.ended()).isEmpty();
    }

    @Test
    void keepsTheTraceParentIfTheJobIsNotTraced() {
        try (ProcessSpans off = new ProcessSpans(JobTracing.OFF.open(), "events")) {
            assertThat(off.recordOutcome(SAMPLED, 0, 0, "late")).contains("0af7651916cd43dd8448eb211c80319c");
        }
        assertThat(recording.ended()).isEmpty();
    }
}
