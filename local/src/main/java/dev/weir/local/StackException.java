package dev.weir.local;

/** The stack cannot start or go on; the message is for whoever typed {@code ./run}. */
public final class StackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StackException(String message) {
        super(message);
    }

    public StackException(String message, Throwable cause) {
        super(message, cause);
    }
}
