package dev.weir.gateway.progress;

/** How far the log has been counted cannot be said now. */
public final class ProgressUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public ProgressUnavailableException(Throwable cause) {
        super(cause);
    }
}
