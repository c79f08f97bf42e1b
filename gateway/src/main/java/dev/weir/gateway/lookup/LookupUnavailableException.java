// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.lookup;

import dev.weir.http.ApiError;

/** The log or the books cannot be read now. A retry later may succeed. */
public final class LookupUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ApiError error;

    public LookupUnavailableException(ApiError error, Throwable cause) {
        super(error.code(), cause);
        this.error = error;
    }

    ApiError error() {
        return error;
    }
}
