// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.otlp;

import dev.weir.event.ErrorCode;
import dev.weir.event.Violation;
import dev.weir.gateway.readings.Reading;
import dev.weir.gateway.readings.ReadingBatch;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.DataPointFlags;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Adds the data points of a request to a batch of readings. Gauges and sums become readings; data points of other types
 * are refused.
 */
final class MetricPoints {
    private static final String SERVICE = "service.name";

    private final ReadingBatch batch;
    private @Nullable String firstProblem;

    private MetricPoints(ReadingBatch batch) {
        this.batch = batch;
    }

    /** Returns why the first refused data point was refused; empty if there is none. */
    static String addTo(ReadingBatch batch, ExportMetricsServiceRequest request) {
        MetricPoints points = new MetricPoints(batch);
        for (ResourceMetrics resource : request.getResourceMetricsList()) {
            points.add(resource);
        }
        return points.firstProblem == null ? "" : points.firstProblem;
    }

    private void add(ResourceMetrics resource) {
        String service = serviceOf(resource.getResource());
        SeriesDigest digest = new SeriesDigest(resource.getResource());
        for (ScopeMetrics scope : resource.getScopeMetricsList()) {
            for (Metric metric : scope.getMetricsList()) {
                digest.metric(scope.getScope(), metric);
                add(service, metric, digest);
            }
        }
    }

    private void add(@Nullable String service, Metric metric, SeriesDigest digest) {
        switch (metric.getDataCase()) {
            case GAUGE -> add(service, metric, metric.getGauge().getDataPointsList(), digest);
            case SUM -> add(service, metric, metric.getSum().getDataPointsList(), digest);
            case HISTOGRAM -> refuse(metric, metric.getHistogram().getDataPointsCount(), "a histogram");
            case EXPONENTIAL_HISTOGRAM ->
                refuse(metric, metric.getExponentialHistogram().getDataPointsCount(), "an exponential histogram");
            case SUMMARY -> refuse(metric, metric.getSummary().getDataPointsCount(), "a summary");
            default -> {
                // A metric without data points, or of a type that this version of the protocol does not have.
            }
        }
    }

    private void add(@Nullable String service, Metric metric, List<NumberDataPoint> points, SeriesDigest digest) {
        for (NumberDataPoint point : points) {
            // A series that has ended sends such a point. It has no value.
            boolean isMarker = (point.getFlags() & DataPointFlags.DATA_POINT_FLAGS_NO_RECORDED_VALUE_MASK_VALUE) != 0;
            if (!isMarker) {
                Violation violation = batch.add(reading(service, metric, point, digest));
                if (violation != null && firstProblem == null) {
                    firstProblem = "Metric '" + metric.getName() + "': " + inTermsOfOtlp(violation);
                }
            }
        }
    }

    private static Reading reading(
            @Nullable String service, Metric metric, NumberDataPoint point, SeriesDigest digest) {
        boolean hasTime = point.getTimeUnixNano() != 0;
        List<KeyValue> attributes = point.getAttributesList();
        return new Reading(
                service,
                metric.getName(),
                switch (point.getValueCase()) {
                    case AS_DOUBLE -> point.getAsDouble();
                    case AS_INT -> (double) point.getAsInt();
                    default -> null;
                },
                hasTime ? millis(point.getTimeUnixNano()) : null,
                hasTime ? digest.idOf(point) : null,
                metric.getUnit().isEmpty() ? null : metric.getUnit(),
                attributes.isEmpty() ? null : json -> AttributeValue.writeMembers(attributes, json));
    }

    private void refuse(Metric metric, int points, String type) {
        for (int i = 0; i < points; i++) {
            batch.refuse(ErrorCode.INVALID_TYPE);
        }
        if (points > 0 && firstProblem == null) {
            firstProblem = "Metric '" + metric.getName() + "' is " + type + "; only gauges and sums are taken.";
        }
    }

    private static String inTermsOfOtlp(Violation violation) {
        return "service_name".equals(violation.field())
                ? violation.message().replace("service_name", "The resource attribute " + SERVICE)
                : violation.message();
    }

    private static @Nullable String serviceOf(Resource resource) {
        for (KeyValue attribute : resource.getAttributesList()) {
            if (attribute.getKey().equals(SERVICE) && attribute.getValue().hasStringValue()) {
                return attribute.getValue().getStringValue();
            }
        }
        return null;
    }

    /** The field is unsigned. A time after 2262 is negative in Java, and remains in the future this way. */
    private static long millis(long unsignedNanos) {
        return Long.divideUnsigned(unsignedNanos, TimeUnit.MILLISECONDS.toNanos(1));
    }

    /** The number of data points, of any type. */
    static int count(ExportMetricsServiceRequest request) {
        int count = 0;
        for (ResourceMetrics resource : request.getResourceMetricsList()) {
            for (ScopeMetrics scope : resource.getScopeMetricsList()) {
                for (Metric metric : scope.getMetricsList()) {
                    count += metric.getGauge().getDataPointsCount()
                            + metric.getSum().getDataPointsCount()
                            + metric.getHistogram().getDataPointsCount()
                            + metric.getExponentialHistogram().getDataPointsCount()
                            + metric.getSummary().getDataPointsCount();
                }
            }
        }
        return count;
    }
}
