// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A growing byte buffer outside the heap, so that a large statement does not need a large heap. */
final class NativeBytes implements AutoCloseable {
    private static final int CHUNK_BYTES = 1 << 16;

    private Memory memory;
    private long length;

    private NativeBytes(long capacityBytes) {
        this.memory = new Memory(Math.max(16, capacityBytes));
    }

    static NativeBytes of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    static NativeBytes of(byte[] bytes) {
        NativeBytes result = new NativeBytes(bytes.length);
        result.append(bytes, bytes.length);
        return result;
    }

    /**
     * Appends the whole stream.
     *
     * @throws EngineException if the limit is exceeded
     */
    void append(InputStream data, long limitBytes) throws IOException, EngineException {
        byte[] chunk = new byte[CHUNK_BYTES];
        for (int size = data.readNBytes(chunk, 0, chunk.length);
                size > 0;
                size = data.readNBytes(chunk, 0, chunk.length)) {
            if (length + size > limitBytes) {
                throw new EngineException(
                        62,
                        "SYNTAX_ERROR",
                        "A statement is at most " + limitBytes
                                + " bytes; to insert more, put INSERT … FORMAT … into ?query= and the data into the body");
            }
            append(chunk, size);
        }
    }

    private void append(byte[] bytes, int size) {
        if (length + size > memory.size()) {
            Memory larger = new Memory(Math.max(memory.size() * 2, length + size));
            for (long copied = 0; copied < length; copied += CHUNK_BYTES) {
                int step = (int) Math.min(CHUNK_BYTES, length - copied);
                larger.write(copied, memory.getByteArray(copied, step), 0, step);
            }
            memory.close();
            memory = larger;
        }
        memory.write(length, bytes, 0, size);
        length += size;
    }

    ByteBuffer asBuffer() {
        return memory.getByteBuffer(0, length);
    }

    Pointer pointer() {
        return memory;
    }

    long length() {
        return length;
    }

    @Override
    public void close() {
        memory.close();
    }
}
