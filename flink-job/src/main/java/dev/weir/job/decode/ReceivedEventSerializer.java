// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.decode;

import dev.weir.event.Event;
import dev.weir.job.serialization.StreamSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Serializes an event. */
public final class ReceivedEventSerializer extends StreamSerializer<ReceivedEvent> {
    private static final long serialVersionUID = 1L;

    /** The serializer is stateless, so one instance is shared. */
    public static final ReceivedEventSerializer INSTANCE = new ReceivedEventSerializer();

    private static final ReceivedEvent EMPTY = new ReceivedEvent(0, 0, 0, Event.of("", "", 0, ""));

    @Override
    public void serialize(ReceivedEvent received, DataOutputView out) throws IOException {
        Event event = received.event();
        out.writeInt(received.partition());
        out.writeLong(received.offset());
        out.writeLong(received.receivedAt());
        writeText(event.eventId(), out);
        out.writeBoolean(event.eventIdAssigned());
        writeText(event.type(), out);
        out.writeLong(event.timestamp());
        writeText(event.userId(), out);
        writeNullable(event.videoId(), out);
        writeNullable(event.sessionId(), out);
        Double value = event.value();
        out.writeBoolean(value != null);
        if (value != null) {
            out.writeDouble(value);
        }
        writeNullable(event.properties(), out);
        writeNullable(received.traceParent(), out);
    }

    @Override
    public ReceivedEvent deserialize(DataInputView in) throws IOException {
        return new ReceivedEvent(
                in.readInt(),
                in.readLong(),
                in.readLong(),
                new Event(
                        readText(in),
                        in.readBoolean(),
                        readText(in),
                        in.readLong(),
                        readText(in),
                        readNullable(in),
                        readNullable(in),
                        readDouble(in),
                        readNullable(in)),
                readNullable(in));
    }

    private static @Nullable Double readDouble(DataInputView in) throws IOException {
        return in.readBoolean() ? (Double) in.readDouble() : null;
    }

    @Override
    public ReceivedEvent createInstance() {
        return EMPTY;
    }

    @Override
    public TypeSerializerSnapshot<ReceivedEvent> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Identifies the serializer in a checkpoint's metadata. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<ReceivedEvent> {
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
