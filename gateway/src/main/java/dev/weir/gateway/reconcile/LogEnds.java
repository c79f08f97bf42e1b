package dev.weir.gateway.reconcile;

import java.util.Map;

/** Where each partition of the log ends: the offset that its next record gets. */
public interface LogEnds extends AutoCloseable {
    Map<Integer, Long> ends() throws LogUnavailableException, InterruptedException;

    @Override
    void close();
}
