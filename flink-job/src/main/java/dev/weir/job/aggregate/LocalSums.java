// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.aggregate;

import java.io.Serializable;
import java.util.function.Consumer;

/**
 * Sums elements by key within one task. There is an implementation for each kind of count; {@link LocalSumsOperator}
 * runs them.
 *
 * @param <I> the elements
 * @param <O> a key with its sum
 */
public interface LocalSums<I, O> extends Serializable {
    void add(I element);

    /** The number of sums. */
    int size();

    /** Passes every sum to {@code out}, then clears them. */
    void drainTo(Consumer<O> out);
}
