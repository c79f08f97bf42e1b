// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.progress;

/** The positions in the log cannot be read now. */
public final class ProgressUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public ProgressUnavailableException(Throwable cause) {
        super(cause);
    }
}
