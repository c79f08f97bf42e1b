// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.otlp;

import dev.weir.event.UuidV8;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;

/**
 * Derives the id of a data point from its time series and its time, so that a request that is sent again counts once.
 *
 * <p>A series is identified by resource, scope, metric name and attributes (OpenTelemetry's data model for metrics,
 * "Timeseries model"). The order of attributes does not matter. Not thread-safe.
 */
final class SeriesDigest {
    private final byte[] resource;
    private byte[] metric = {};

    SeriesDigest(Resource resource) {
        this.resource = encoded(out -> attributes(resource.getAttributesList(), out));
    }

    void metric(InstrumentationScope scope, Metric next) {
        metric = encoded(out -> {
            text(scope.getName(), out);
            text(scope.getVersion(), out);
            attributes(scope.getAttributesList(), out);
            text(next.getName(), out);
        });
    }

    String idOf(NumberDataPoint point) {
        byte[] own = encoded(out -> {
            attributes(point.getAttributesList(), out);
            out.writeLong(point.getTimeUnixNano());
        });
        return UuidV8.of(resource, metric, own).toString();
    }

    @FunctionalInterface
    private interface Part {
        void writeTo(DataOutputStream out) throws IOException;
    }

    private static byte[] encoded(Part part) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            part.writeTo(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException("A byte array refused bytes.", impossible);
        }
        return bytes.toByteArray();
    }

    private static void attributes(List<KeyValue> attributes, DataOutputStream out) throws IOException {
        List<KeyValue> sorted = attributes.stream()
                .sorted(Comparator.comparing(KeyValue::getKey))
                .toList();
        out.writeInt(sorted.size());
        for (KeyValue attribute : sorted) {
            text(attribute.getKey(), out);
            value(attribute.getValue(), out);
        }
    }

    private static void value(AnyValue value, DataOutputStream out) throws IOException {
        out.writeByte(value.getValueCase().getNumber());
        byte[] bytes = value.toByteArray();
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static void text(String text, DataOutputStream out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
