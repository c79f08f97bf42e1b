// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.clickhouse;

import java.sql.SQLException;

/** All connections of a pool are in use. */
final class NoFreeConnectionException extends SQLException {
    private static final long serialVersionUID = 1L;

    NoFreeConnectionException(SQLException cause) {
        super(cause.getMessage(), cause);
    }
}
