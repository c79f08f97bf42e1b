// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.decode;

import dev.weir.event.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Serializes an event field by field. Used only for the network; no state is kept in this form. */
public final class ReceivedEventSerializer extends TypeSerializerSingleton<ReceivedEvent> {
    private static final long serialVersionUID = 1L;

    private static final int ABSENT = -1;

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

    /**
     * Encodes the whole string as UTF-8, which costs a fraction of Flink's StringValue, which writes one character at a
     * time.
     */
    private static void writeText(String text, DataOutputView out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputView in) throws IOException {
        return readText(in, in.readInt());
    }

    private static String readText(DataInputView in, int length) throws IOException {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void writeNullable(@Nullable String text, DataOutputView out) throws IOException {
        if (text == null) {
            out.writeInt(ABSENT);
        } else {
            writeText(text, out);
        }
    }

    private static @Nullable String readNullable(DataInputView in) throws IOException {
        int length = in.readInt();
        return length == ABSENT ? null : readText(in, length);
    }

    private static @Nullable Double readDouble(DataInputView in) throws IOException {
        return in.readBoolean() ? (Double) in.readDouble() : null;
    }

    @Override
    public ReceivedEvent deserialize(ReceivedEvent reuse, DataInputView in) throws IOException {
        return deserialize(in);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public ReceivedEvent createInstance() {
        return EMPTY;
    }

    @Override
    public ReceivedEvent copy(ReceivedEvent from) {
        return from;
    }

    @Override
    public ReceivedEvent copy(ReceivedEvent from, ReceivedEvent reuse) {
        return from;
    }

    @Override
    public int getLength() {
        return -1;
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
