// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.otlp;

import org.jspecify.annotations.Nullable;

/** A body that cannot be parsed. The message is a sentence for the client. */
final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String sentence;

    UnreadableException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }
}
