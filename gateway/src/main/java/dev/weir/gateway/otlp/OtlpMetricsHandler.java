// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.otlp;

import dev.weir.event.ErrorCode;
import dev.weir.gateway.ingest.IngestAnswer;
import dev.weir.gateway.ingest.IngestMetrics;
import dev.weir.gateway.ingest.PublishOutcome;
import dev.weir.gateway.readings.ReadingBatch;
import dev.weir.gateway.readings.ReadingIngest;
import dev.weir.http.ApiError;
import dev.weir.http.Body;
import dev.weir.http.BodyOutcome;
import dev.weir.http.BodyReader;
import dev.weir.http.ContentEncoding;
import dev.weir.http.ErrorAnswers;
import dev.weir.http.RequestWork;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.util.Locale;

/**
 * {@code POST /v1/metrics} of OTLP/HTTP: each data point of a gauge or a sum becomes a reading.
 *
 * <p>Either all readings of a request become durable, or the response is retryable. A retry counts once, because the id
 * of a reading is derived from its series and its time.
 */
public final class OtlpMetricsHandler implements HttpHandler {
    /** More than a collector sends at once with its default settings. */
    static final int MAX_DATA_POINTS = 10_000;

    /** Below the size of a batch that the publisher never admits. */
    private static final long MAX_READING_BYTES = 6L << 20;

    private final BodyReader bodies;
    private final ReadingIngest readings;
    private final IngestMetrics metrics;

    public OtlpMetricsHandler(BodyReader bodies, ReadingIngest readings, IngestMetrics metrics) {
        this.bodies = bodies;
        this.readings = readings;
        this.metrics = metrics;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        OtlpFormat format = OtlpFormat.MEDIA_TYPES.formatOf(exchange);
        ContentEncoding encoding = format == null ? null : ContentEncoding.of(exchange);
        if (format != null && encoding != null) {
            bodies.read(exchange, encoding, outcome -> take(exchange, format, outcome));
        }
    }

    private void take(HttpServerExchange exchange, OtlpFormat format, BodyOutcome outcome) {
        if (!(outcome instanceof Body body)) {
            IngestAnswer answer = IngestAnswer.unread(outcome);
            if (answer instanceof IngestAnswer.Unreadable unreadable) {
                refuseBody(exchange, unreadable.message());
            } else {
                RequestWork.runOnIoThread(exchange, () -> answer.sendTo(exchange));
            }
            return;
        }
        metrics.body(body);
        try {
            publish(exchange, format, format.parse(body));
        } catch (UnreadableException unreadable) {
            refuseBody(exchange, unreadable.sentence());
        }
    }

    private void publish(HttpServerExchange exchange, OtlpFormat format, ExportMetricsServiceRequest request) {
        int points = MetricPoints.count(request);
        if (points > MAX_DATA_POINTS) {
            refuse(
                    exchange,
                    ApiError.TOO_MANY_EVENTS,
                    String.format(
                            Locale.ROOT,
                            "The body has %d data points; at most %d are allowed. Send them in several requests.",
                            points,
                            MAX_DATA_POINTS));
            return;
        }
        ReadingBatch batch = readings.begin();
        String problem = MetricPoints.addTo(batch, request);
        if (batch.bytes() > MAX_READING_BYTES) {
            refuse(
                    exchange,
                    ApiError.TOO_LARGE,
                    "The data points take too much room as events. Send them in several requests.");
            return;
        }
        // While it waits for Kafka, a request keeps only its response.
        ExportMetricsServiceResponse answer = answer(batch.refused(), problem);
        batch.publish(RequestWork.guarded(exchange, outcome -> {
            if (outcome instanceof PublishOutcome.Refused refused) {
                IngestAnswer unpublished = IngestAnswer.unpublished(refused);
                RequestWork.runOnIoThread(exchange, () -> unpublished.sendTo(exchange));
            } else {
                RequestWork.runOnIoThread(exchange, () -> send(exchange, format, answer));
            }
        }));
    }

    private static ExportMetricsServiceResponse answer(int refused, String problem) {
        return refused == 0
                ? ExportMetricsServiceResponse.getDefaultInstance()
                : ExportMetricsServiceResponse.newBuilder()
                        .setPartialSuccess(ExportMetricsPartialSuccess.newBuilder()
                                .setRejectedDataPoints(refused)
                                .setErrorMessage(problem))
                        .build();
    }

    private void refuseBody(HttpServerExchange exchange, String message) {
        metrics.received(1);
        metrics.rejected(ErrorCode.MALFORMED_JSON);
        refuse(exchange, ApiError.MALFORMED_REQUEST, message);
    }

    private static void refuse(HttpServerExchange exchange, ApiError error, String message) {
        RequestWork.runOnIoThread(exchange, () -> ErrorAnswers.send(exchange, error, message));
    }

    private static void send(HttpServerExchange exchange, OtlpFormat format, ExportMetricsServiceResponse answer) {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, format.mediaType());
        exchange.getResponseSender().send(format.write(answer));
    }
}
