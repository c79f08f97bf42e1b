package dev.weir.gateway.progress;

/** Says how far the log has been counted. */
public interface CountedPositions extends AutoCloseable {
    /**
     * Everything before these positions is in every table. Answers within a bounded time.
     *
     * @throws ProgressUnavailableException where nobody can say now
     */
    LogPositions read() throws ProgressUnavailableException;

    @Override
    void close();
}
