// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import org.jspecify.annotations.Nullable;

/** Bytes that are not JSON. Has no stack trace, because clients decide how often it is thrown. */
final class MalformedJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int offset;

    /**
     * @param offset of the first invalid byte in the body
     * @param reason a part of a sentence, without a full stop
     */
    MalformedJsonException(int offset, String reason, @Nullable Throwable cause) {
        super(reason, cause, false, false);
        this.offset = offset;
    }

    MalformedJsonException(int offset, String reason) {
        this(offset, reason, null);
    }

    static MalformedJsonException byteOrderMark(int offset) {
        return new MalformedJsonException(offset, "a byte order mark (U+FEFF) between values; remove it");
    }

    int offset() {
        return offset;
    }
}
