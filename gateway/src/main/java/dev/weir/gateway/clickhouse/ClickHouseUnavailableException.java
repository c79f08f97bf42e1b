package dev.weir.gateway.clickhouse;

/** ClickHouse gave no answer, or refused. */
public final class ClickHouseUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    ClickHouseUnavailableException(Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
