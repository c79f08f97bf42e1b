package dev.weir.job.aggregate;

import java.io.Serializable;
import java.util.function.Consumer;

/**
 * Sums by key, for one task.
 *
 * @param <I> what comes in
 * @param <O> a key with its sum
 */
public interface Fold<I, O> extends Serializable {
    void add(I element);

    /** How many sums there are. */
    int size();

    /** Hands every sum over and begins anew. */
    void drainTo(Consumer<O> out);
}
