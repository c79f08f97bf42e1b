// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.deadletters;

/** The store did not respond. A retry later may succeed. */
public final class StoreUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public StoreUnavailableException(Throwable cause) {
        super("The store gave no answer.", cause);
    }
}
