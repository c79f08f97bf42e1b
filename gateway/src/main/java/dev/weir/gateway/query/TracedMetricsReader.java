// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.semconv.DbAttributes;
import io.opentelemetry.semconv.ErrorAttributes;

/**
 * Wraps each read in a span (OpenTelemetry semantic conventions, "Database client spans"), a child of the request's
 * span.
 */
public final class TracedMetricsReader implements MetricsReader {
    private static final AttributeKey<Long> ROWS = AttributeKey.longKey("db.response.returned_rows");

    private final MetricsReader reader;
    private final Tracer tracer;

    public TracedMetricsReader(MetricsReader reader, OpenTelemetry telemetry) {
        this.reader = reader;
        this.tracer = telemetry.getTracer("dev.weir.gateway");
    }

    @Override
    public MetricsAnswer read(MetricsQuery query) throws ClickHouseUnavailableException, NotMeasuredException {
        Span span = tracer.spanBuilder("SELECT weir")
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(DbAttributes.DB_SYSTEM_NAME, "clickhouse")
                .setAttribute(DbAttributes.DB_NAMESPACE, "weir")
                .setAttribute(DbAttributes.DB_OPERATION_NAME, "SELECT")
                .startSpan();
        try {
            MetricsAnswer answer = reader.read(query);
            span.setAttribute(ROWS, answer.rows().size());
            return answer;
        } catch (ClickHouseUnavailableException unavailable) {
            span.setStatus(StatusCode.ERROR);
            span.setAttribute(ErrorAttributes.ERROR_TYPE, "clickhouse_unavailable");
            throw unavailable;
        } finally {
            span.end();
        }
    }
}
