// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * Parses the responses on one connection (HTTP/1.1, RFC 9112), at any split of the bytes. Bodies with a length or in
 * chunks are skipped. Responses to HEAD are not supported.
 */
final class ResponseParser {
    private static final int MAX_HEAD_BYTES = 64 << 10;
    private static final int LEAST_FAILURE = 400;
    private static final int MOST_KEPT = 300;
    private static final String CONTENT_LENGTH = "content-length:";
    private static final String CHUNKED = "transfer-encoding: chunked";
    private static final String RETRY_AFTER = "retry-after:";
    private static final String CLOSE = "connection: close";

    private enum State {
        HEAD,
        BODY,
        CHUNK_HEAD,
        CHUNK,
        TRAILER
    }

    /**
     * The head of a response whose body has been read.
     *
     * @param mayRetry whether it has a Retry-After header
     * @param closes whether the server closes the connection after it
     * @param body the start of the body of a failure, for messages; empty for other responses
     */
    record Response(int status, boolean mayRetry, boolean closes, String body) {}

    /** Receives the responses in order. */
    @FunctionalInterface
    interface Listener {
        void answered(Response response);
    }

    private final Listener listener;
    private final StringBuilder line = new StringBuilder();
    private final StringBuilder body = new StringBuilder();
    private State state = State.HEAD;
    private int status;
    private int headBytes;
    private boolean mayRetry;
    private boolean closes;
    private boolean isChunked;
    private long remaining;

    ResponseParser(Listener listener) {
        this.listener = listener;
    }

    /** @throws IOException if the bytes are not HTTP */
    void parse(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (state == State.BODY || state == State.CHUNK) {
                skip(bytes);
            } else if (takeLine(bytes)) {
                String whole = line.toString();
                line.setLength(0);
                takeLine(whole);
            }
        }
    }

    private void skip(ByteBuffer bytes) {
        int count = (int) Math.min(remaining, bytes.remaining());
        if (status >= LEAST_FAILURE) {
            int kept = Math.min(count, MOST_KEPT - body.length());
            for (int i = 0; i < kept; i++) {
                body.append((char) (bytes.get(bytes.position() + i) & 0xff));
            }
        }
        bytes.position(bytes.position() + count);
        remaining -= count;
        if (remaining == 0) {
            if (state == State.BODY) {
                complete();
            } else {
                state = State.CHUNK_HEAD;
            }
        }
    }

    private boolean takeLine(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            char next = (char) (bytes.get() & 0xff);
            if (next == '\n') {
                return true;
            }
            if (next != '\r') {
                line.append(next);
            }
            if (++headBytes > MAX_HEAD_BYTES) {
                throw new IOException("the head of a response is longer than " + MAX_HEAD_BYTES + " bytes");
            }
        }
        return false;
    }

    private void takeLine(String whole) throws IOException {
        switch (state) {
            case HEAD -> takeHeadLine(whole);
            case CHUNK_HEAD -> {
                headBytes = 0;
                // Including the CR LF at the end of the chunk.
                long size = Long.parseLong(whole.split(";", 2)[0].strip(), 16);
                remaining = size + 2;
                state = size == 0 ? State.TRAILER : State.CHUNK;
            }
            case TRAILER -> {
                if (whole.isEmpty()) {
                    complete();
                }
            }
            case BODY, CHUNK -> throw new IllegalStateException("There are no lines in a body.");
        }
    }

    private void takeHeadLine(String whole) throws IOException {
        if (status == 0) {
            if (!whole.startsWith("HTTP/1.") || whole.length() < 12) {
                throw new IOException("not a response: " + whole);
            }
            status = Integer.parseInt(whole.substring(9, 12));
            return;
        }
        if (!whole.isEmpty()) {
            String header = whole.toLowerCase(Locale.ROOT);
            if (header.startsWith(CONTENT_LENGTH)) {
                remaining =
                        Long.parseLong(header.substring(CONTENT_LENGTH.length()).strip());
            }
            isChunked |= header.equals(CHUNKED);
            mayRetry |= header.startsWith(RETRY_AFTER);
            closes |= header.equals(CLOSE);
            return;
        }
        if (isChunked) {
            state = State.CHUNK_HEAD;
        } else if (remaining > 0) {
            state = State.BODY;
        } else {
            complete();
        }
    }

    private void complete() {
        Response response = new Response(status, mayRetry, closes, body.toString());
        state = State.HEAD;
        body.setLength(0);
        status = 0;
        headBytes = 0;
        mayRetry = false;
        closes = false;
        isChunked = false;
        remaining = 0;
        // An interim response, such as 100, precedes the final one.
        if (response.status() >= 200) {
            listener.answered(response);
        }
    }
}
