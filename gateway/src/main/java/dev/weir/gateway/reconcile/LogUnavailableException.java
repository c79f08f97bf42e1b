// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.reconcile;

/** Kafka did not return the offsets of the log. */
public final class LogUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public LogUnavailableException(Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
