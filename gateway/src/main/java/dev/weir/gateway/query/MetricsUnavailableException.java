package dev.weir.gateway.query;

/** The numbers cannot be read now; asking again later may help. */
public final class MetricsUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public MetricsUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
