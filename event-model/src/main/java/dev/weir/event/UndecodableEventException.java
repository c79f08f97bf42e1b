// SPDX-License-Identifier: Apache-2.0
package dev.weir.event;

/** Thrown when bytes are not an event. The message is half a sentence with the reason. */
public final class UndecodableEventException extends Exception {
    private static final long serialVersionUID = 1L;

    UndecodableEventException(String message) {
        super(message);
    }

    UndecodableEventException(String message, Throwable cause) {
        super(message, cause);
    }
}
