package dev.weir.gateway.reconcile;

/** Says which offsets the log has. */
public interface LogReader extends AutoCloseable {
    LogOffsets offsets() throws LogUnavailableException, InterruptedException;

    @Override
    void close();
}
