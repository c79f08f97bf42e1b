package dev.weir.gateway.lookup;

/** Where the job writes down what it has done. */
public interface Bookkeeping extends AutoCloseable {
    /** Reads how far the job has come before anything else: what it says of the rest holds then. */
    Books of(EventKey key, int partition) throws LookupUnavailableException;

    @Override
    void close();
}
