package dev.weir.gateway.progress;

/** Says where the log ends. */
public interface LogEnd extends AutoCloseable {
    /**
     * Nothing has been written behind these positions, of all partitions that there are. Answers within a bounded time.
     *
     * @throws ProgressUnavailableException where nobody can say now
     */
    LogPositions read() throws ProgressUnavailableException, InterruptedException;

    @Override
    void close();
}
