package dev.weir.event;

/** Bytes that are no event; the message is half a sentence that says why. */
public final class UndecodableEventException extends Exception {
    private static final long serialVersionUID = 1L;

    UndecodableEventException(String message) {
        super(message);
    }

    UndecodableEventException(String message, Throwable cause) {
        super(message, cause);
    }
}
