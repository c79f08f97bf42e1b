// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.lookup;

import dev.weir.event.EventCodec;
import dev.weir.gateway.operators.EventIdentity;
import dev.weir.gateway.operators.lookup.Scan.Copy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Collects the records that contain one event. */
final class KafkaCopies {
    private static final int MOST = 1_000;

    private final EventIdentity event;
    private final byte[] recordKey;
    private final EventCodec codec = new EventCodec();
    private final List<Copy> found = new ArrayList<>();

    KafkaCopies(EventIdentity event) {
        this.event = event;
        this.recordKey = event.userId().getBytes(StandardCharsets.UTF_8);
    }

    /** Compares the key first, because most records belong to other users and need not be decoded. */
    void look(ConsumerRecord<byte[], byte[]> passing) {
        if (Arrays.equals(recordKey, passing.key()) && passing.value() != null && event.isIn(passing.value(), codec)) {
            found.add(new Copy(
                    new Place(passing.partition(), passing.offset()), Instant.ofEpochMilli(passing.timestamp())));
        }
    }

    boolean isFull() {
        return found.size() >= MOST;
    }

    /** Returns the copies before an offset. */
    List<Copy> found(long end) {
        return found.stream().filter(copy -> copy.place().offset() < end).toList();
    }
}
