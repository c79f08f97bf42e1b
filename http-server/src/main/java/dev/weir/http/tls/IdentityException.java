// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.tls;

import org.jspecify.annotations.Nullable;

/**
 * A certificate or its key cannot be used. The message is a sentence that names the file and reveals nothing of the
 * key.
 */
final class IdentityException extends Exception {
    private static final long serialVersionUID = 1L;

    IdentityException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
