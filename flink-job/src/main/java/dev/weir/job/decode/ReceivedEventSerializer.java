package dev.weir.job.decode;

import dev.weir.event.Event;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;
import org.jspecify.annotations.Nullable;

/** Writes an event field by field; for the network only, no state is kept in this form. */
public final class ReceivedEventSerializer extends TypeSerializerSingleton<ReceivedEvent> {
    private static final long serialVersionUID = 1L;

    /** It has no state of its own. */
    public static final ReceivedEventSerializer INSTANCE = new ReceivedEventSerializer();

    private static final ReceivedEvent EMPTY =
            new ReceivedEvent(0, 0, 0, new Event("", false, "", 0, "", null, null, null, null));

    @Override
    public void serialize(ReceivedEvent received, DataOutputView out) throws IOException {
        Event event = received.event();
        out.writeInt(received.partition());
        out.writeLong(received.offset());
        out.writeLong(received.receivedAt());
        StringValue.writeString(event.eventId(), out);
        out.writeBoolean(event.eventIdAssigned());
        StringValue.writeString(event.type(), out);
        out.writeLong(event.timestamp());
        StringValue.writeString(event.userId(), out);
        StringValue.writeString(event.videoId(), out);
        StringValue.writeString(event.sessionId(), out);
        Double value = event.value();
        out.writeBoolean(value != null);
        if (value != null) {
            out.writeDouble(value);
        }
        StringValue.writeString(event.properties(), out);
        StringValue.writeString(received.traceParent(), out);
    }

    @Override
    public ReceivedEvent deserialize(DataInputView in) throws IOException {
        return new ReceivedEvent(
                in.readInt(),
                in.readLong(),
                in.readLong(),
                new Event(
                        StringValue.readString(in),
                        in.readBoolean(),
                        StringValue.readString(in),
                        in.readLong(),
                        StringValue.readString(in),
                        StringValue.readString(in),
                        StringValue.readString(in),
                        readDouble(in),
                        StringValue.readString(in)),
                StringValue.readString(in));
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

    /** Names the serializer in a checkpoint's metadata. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<ReceivedEvent> {
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
