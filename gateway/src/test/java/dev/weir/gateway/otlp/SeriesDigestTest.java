// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.resource.v1.Resource;
import org.junit.jupiter.api.Test;

class SeriesDigestTest {
    private static final Resource RESOURCE =
            Resource.newBuilder().addAttributes(of("service.name", "s")).build();

    @Test
    void dependsNeitherOnTheOrderOfAttributesOrTheValue() {
        String id = id(RESOURCE, "scope", "m", point(1, of("a", "1"), of("b", "2")));

        assertThat(id).isEqualTo(id(RESOURCE, "scope", "m", point(1, of("b", "2"), of("a", "1"))));
        assertThat(id)
                .isEqualTo(id(
                        RESOURCE,
                        "scope",
                        "m",
                        point(1, of("a", "1"), of("b", "2")).setAsInt(7)));
    }

    @Test
    void differsWithEveryPartOfTheSeriesAndWithTheTime() {
        Resource other =
                RESOURCE.toBuilder().addAttributes(of("host.name", "h")).build();
        KeyValue number = KeyValue.newBuilder()
                .setKey("a")
                .setValue(AnyValue.newBuilder().setIntValue(1))
                .build();

        assertThat(new String[] {
                    id(RESOURCE, "scope", "m", point(1, of("a", "1"))),
                    id(other, "scope", "m", point(1, of("a", "1"))),
                    id(RESOURCE, "other", "m", point(1, of("a", "1"))),
                    id(RESOURCE, "scope", "n", point(1, of("a", "1"))),
                    id(RESOURCE, "scop", "em", point(1, of("a", "1"))),
                    id(RESOURCE, "scope", "m", point(2, of("a", "1"))),
                    id(RESOURCE, "scope", "m", point(1, of("a", "2"))),
                    id(RESOURCE, "scope", "m", point(1, of("b", "1"))),
                    id(RESOURCE, "scope", "m", point(1, number)),
                    id(RESOURCE, "scope", "m", point(1))
                })
                .doesNotHaveDuplicates();
    }

    private static String id(Resource resource, String scope, String metric, NumberDataPoint.Builder point) {
        SeriesDigest digest = new SeriesDigest(resource);
        digest.metric(
                InstrumentationScope.newBuilder().setName(scope).build(),
                Metric.newBuilder().setName(metric).build());
        return digest.idOf(point.build());
    }

    private static NumberDataPoint.Builder point(long nanos, KeyValue... attributes) {
        NumberDataPoint.Builder point = NumberDataPoint.newBuilder().setTimeUnixNano(nanos);
        for (KeyValue attribute : attributes) {
            point.addAttributes(attribute);
        }
        return point;
    }

    private static KeyValue of(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }
}
