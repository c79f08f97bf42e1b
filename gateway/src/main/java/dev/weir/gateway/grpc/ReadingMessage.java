// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.grpc;

import com.google.protobuf.Timestamp;
import dev.weir.event.ErrorCode;
import dev.weir.event.Violation;
import dev.weir.gateway.readings.Reading;
import dev.weir.gateway.readings.ReadingBatch;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Converts messages of the protocol into readings. */
final class ReadingMessage {
    private static final long MILLIS = 1_000;
    private static final int NANOS = 1_000_000;

    private ReadingMessage() {}

    /** Adds a reading to a batch. Returns the rule that it breaks, or null. */
    @SuppressWarnings(
            "ReferenceEquality") // An empty message is equal to the one that stands for an unreadable message.
    static @Nullable Violation addTo(ReadingBatch batch, dev.weir.proto.v1.Reading message) {
        if (message == ReadingMarshaller.UNREADABLE) {
            batch.refuse(ErrorCode.MALFORMED_JSON);
            return new Violation(ErrorCode.MALFORMED_JSON, null, "The message is not a protobuf of weir.v1.Reading.");
        }
        return batch.add(toReading(message));
    }

    private static Reading toReading(dev.weir.proto.v1.Reading message) {
        Map<String, String> attributes = message.getAttributesMap();
        return new Reading(
                message.getServiceName(),
                message.getMetricName(),
                message.hasValue() ? message.getValue() : null,
                message.hasTime() ? millis(message.getTime()) : null,
                message.hasId() ? message.getId() : null,
                message.getUnit().isEmpty() ? null : message.getUnit(),
                attributes.isEmpty()
                        ? null
                        : json -> {
                            for (Map.Entry<String, String> attribute : new TreeMap<>(attributes).entrySet()) {
                                json.writeStringField(attribute.getKey(), attribute.getValue());
                            }
                        });
    }

    /** A time beyond the range of 64 bits becomes the nearest one in it, which is refused as every such time. */
    private static @Nullable Long millis(Timestamp time) {
        try {
            return Math.addExact(Math.multiplyExact(time.getSeconds(), MILLIS), Math.floorDiv(time.getNanos(), NANOS));
        } catch (ArithmeticException beyond) {
            return time.getSeconds() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
