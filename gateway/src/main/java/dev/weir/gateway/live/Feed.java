// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.live;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What streams listen to. It is refreshed every second while a stream listens. */
abstract class Feed {
    /**
     * The longest silence of a feed. Slightly less than the promised 5 s, because a payload still has to be written.
     */
    private static final long SILENCE_NANOS = Duration.ofMillis(4_500).toNanos();

    private volatile @Nullable Payload latest;
    private volatile long publishedNanos = System.nanoTime();

    /** Streams that listen. Guarded by the {@link LiveStreams}. */
    int listeners;

    /** Null before the first payload. */
    final @Nullable Payload latest() {
        return latest;
    }

    /** Starts to check for a change; returns at once. */
    abstract void refresh();

    /** Whether the answer to the last look is awaited. */
    abstract boolean isBusy();

    final void publish(Payload payload) {
        publishedNanos = System.nanoTime();
        latest = payload;
    }

    /** The number of the next payload. */
    final long nextNumber() {
        Payload last = latest;
        return last == null ? 1 : last.number() + 1;
    }

    /** Whether it is time to publish something even if nothing changed. */
    final boolean isSilent() {
        return System.nanoTime() - publishedNanos >= SILENCE_NANOS;
    }
}
