// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import dev.weir.http.admission.ByteBudget;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A response in memory, whose bytes count against a budget for all responses. They count from when they are written
 * until the client has received them, however slowly it reads. One thread writes the response, then it is sent.
 */
public final class AnswerBuffer extends OutputStream {
    private static final int FIRST_BYTES = 4 * 1024;
    private static final int MOST_BYTES = 64 * 1024;

    /** The budget of all responses is exhausted. */
    public static final class NoRoomException extends IOException {
        private static final long serialVersionUID = 1L;

        private NoRoomException() {
            super("The budget of all responses is exhausted.");
        }
    }

    private final ByteBudget budget;
    private final List<ByteBuffer> pieces = new ArrayList<>();
    private ByteBuffer last = ByteBuffer.allocate(0);
    private long reserved;
    private long length;

    public AnswerBuffer(ByteBudget budget) {
        this.budget = budget;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, bytes.length);
        int written = 0;
        while (written < count) {
            if (!last.hasRemaining()) {
                addPiece();
            }
            int part = Math.min(last.remaining(), count - written);
            last.put(bytes, offset + written, part);
            written += part;
        }
        length += count;
    }

    /** Sends the written bytes, and releases their budget when they are sent. Call it on the exchange's IO thread. */
    public void sendTo(HttpServerExchange exchange) {
        if (exchange.isComplete()) {
            discard();
            return;
        }
        exchange.addExchangeCompleteListener((done, next) -> {
            discard();
            next.proceed();
        });
        pieces.forEach(ByteBuffer::flip);
        exchange.setResponseContentLength(length);
        exchange.getResponseSender().send(pieces.toArray(ByteBuffer[]::new));
    }

    /** Releases the budget. Repeated calls have no effect. */
    public void discard() {
        budget.release(reserved);
        reserved = 0;
    }

    private void addPiece() throws NoRoomException {
        int bytes = Math.min(MOST_BYTES, Math.max(FIRST_BYTES, last.capacity() * 2));
        if (!budget.tryAcquire(bytes)) {
            throw new NoRoomException();
        }
        reserved += bytes;
        last = ByteBuffer.allocate(bytes);
        pieces.add(last);
    }
}
