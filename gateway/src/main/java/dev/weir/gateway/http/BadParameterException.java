package dev.weir.gateway.http;

/** A parameter is not as it must be; the message is a sentence that says what is allowed. */
public final class BadParameterException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ApiError error;
    private final String field;

    public BadParameterException(ApiError error, String field, String message) {
        super(message, null, false, false);
        this.error = error;
        this.field = field;
    }

    public ApiError error() {
        return error;
    }

    public String field() {
        return field;
    }

    /** The sentence; never null. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
