// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests that a request's batch completes exactly once, with any failure of the producer. */
class SendingTest {
    private final List<PendingBatch> done = new ArrayList<>();

    @Test
    void errorOfTheProducerFailsTheBatch() {
        PendingBatch pending = new PendingBatch(3, done::add);

        KafkaPublisher.send(new BreaksAtTheSecond(), records(3), pending);

        assertThat(done).containsExactly(pending);
        assertThat(pending.hasFailed()).isTrue();
        assertThat(pending.failure()).hasRootCauseInstanceOf(NoClassDefFoundError.class);
    }

    @Test
    void errorInTheCallbackDoesNotReachTheProducerThread() {
        PendingBatch pending = new PendingBatch(1, completed -> {
            done.add(completed);
            throw new NoClassDefFoundError("as when a jar is replaced");
        });

        pending.onCompletion(null, null);

        assertThat(done).containsExactly(pending);
    }

    private static List<ProducerRecord<byte[], byte[]>> records(int count) {
        return Collections.nCopies(count, new ProducerRecord<>("events", new byte[1], new byte[1]));
    }

    private static final class BreaksAtTheSecond extends MockProducer<byte[], byte[]> {
        private int sent;

        BreaksAtTheSecond() {
            super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public synchronized Future<RecordMetadata> send(
                ProducerRecord<byte[], byte[]> record, @Nullable Callback callback) {
            if (++sent == 2) {
                throw new NoClassDefFoundError("as when a jar is replaced");
            }
            return super.send(record, callback);
        }
    }
}
