package dev.weir.gateway.ingest;

import org.jspecify.annotations.Nullable;

/** Bytes that are not JSON. Without a stack trace: it is an answer, and clients decide how often. */
final class MalformedJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int offset;

    /**
     * @param offset in the body, of the first byte that cannot stand where it is
     * @param reason half a sentence
     */
    MalformedJsonException(int offset, String reason, @Nullable Throwable cause) {
        super(reason, cause, false, false);
        this.offset = offset;
    }

    MalformedJsonException(int offset, String reason) {
        this(offset, reason, null);
    }

    int offset() {
        return offset;
    }
}
