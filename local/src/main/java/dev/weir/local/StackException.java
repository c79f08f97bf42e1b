// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

/** Thrown when the stack cannot start or continue. The message is for the user of {@code ./run}. */
public final class StackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StackException(String message) {
        super(message);
    }

    public StackException(String message, Throwable cause) {
        super(message, cause);
    }
}
