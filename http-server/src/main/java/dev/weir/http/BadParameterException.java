// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import org.jspecify.annotations.Nullable;

/** A parameter or header is invalid. The message is one sentence that says what is allowed. */
public final class BadParameterException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ApiError error;
    private final @Nullable String field;

    /** @param field the parameter or header, or null if the error concerns all of them */
    public BadParameterException(ApiError error, @Nullable String field, String message) {
        super(message, null, false, false);
        this.error = error;
        this.field = field;
    }

    public ApiError error() {
        return error;
    }

    public @Nullable String field() {
        return field;
    }

    /** Never null, unlike the inherited method. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
