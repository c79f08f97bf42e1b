package dev.weir.gateway.query;

/** Where the numbers are read from. Safe for any thread. */
public interface MetricsReader extends AutoCloseable {
    /**
     * Answers within a bounded time, whatever happens.
     *
     * @throws MetricsUnavailableException where there is no answer now
     */
    MetricsAnswer read(MetricsQuery query) throws MetricsUnavailableException;

    @Override
    void close();
}
