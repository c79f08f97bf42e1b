package dev.weir.gateway.http;

/** The gateway cannot start; the message is a sentence for its operator. */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
