package dev.weir.gateway.reconcile;

/** Kafka did not say where the log ends. */
public final class LogUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public LogUnavailableException(Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
