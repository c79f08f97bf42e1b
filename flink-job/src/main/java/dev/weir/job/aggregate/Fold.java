// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.aggregate;

import java.io.Serializable;
import java.util.function.Consumer;

/**
 * Sums elements by key within one task.
 *
 * @param <I> the elements
 * @param <O> a key with its sum
 */
public interface Fold<I, O> extends Serializable {
    void add(I element);

    /** The number of sums. */
    int size();

    /** Passes every sum to {@code out}, then clears them. */
    void drainTo(Consumer<O> out);
}
