// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.serialization;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * A serializer of an immutable type, field by field. Used only between operators; no state is kept in this form.
 *
 * @param <T> the type; an object must not change after it was emitted
 */
public abstract class StreamSerializer<T> extends TypeSerializerSingleton<T> {
    private static final long serialVersionUID = 1L;

    private static final int ABSENT = -1;

    /**
     * Encodes the whole string as UTF-8, which costs a fraction of Flink's StringValue, which writes one character at a
     * time.
     */
    protected static void writeText(String text, DataOutputView out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    protected static String readText(DataInputView in) throws IOException {
        return readText(in, in.readInt());
    }

    private static String readText(DataInputView in, int length) throws IOException {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    protected static void writeNullable(@Nullable String text, DataOutputView out) throws IOException {
        if (text == null) {
            out.writeInt(ABSENT);
        } else {
            writeText(text, out);
        }
    }

    protected static @Nullable String readNullable(DataInputView in) throws IOException {
        int length = in.readInt();
        return length == ABSENT ? null : readText(in, length);
    }

    @Override
    public final T deserialize(T reuse, DataInputView in) throws IOException {
        return deserialize(in);
    }

    @Override
    public final void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    @Override
    public final boolean isImmutableType() {
        return true;
    }

    @Override
    public final T copy(T from) {
        return from;
    }

    @Override
    public final T copy(T from, T reuse) {
        return from;
    }

    @Override
    public final int getLength() {
        return -1;
    }
}
