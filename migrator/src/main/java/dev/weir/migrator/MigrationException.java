// SPDX-License-Identifier: Apache-2.0
package dev.weir.migrator;

import org.jspecify.annotations.Nullable;

/** Thrown when the schema cannot be migrated to the newest version. The message is a sentence for the operator. */
public final class MigrationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MigrationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
