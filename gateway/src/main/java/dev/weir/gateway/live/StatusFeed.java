// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.live;

import org.jspecify.annotations.Nullable;

/** The state of Weir, for all streams that show it. */
final class StatusFeed extends Feed {
    private final StatusReader reader;
    private final Runnable whenPublished;
    private volatile boolean isReading;
    private @Nullable Status last;

    StatusFeed(StatusReader reader, Runnable whenPublished) {
        this.reader = reader;
        this.whenPublished = whenPublished;
    }

    @Override
    synchronized void refresh() {
        if (!isReading) {
            isReading = true;
            reader.read(this::take);
        }
    }

    @Override
    boolean isBusy() {
        return isReading;
    }

    private synchronized void take(Status status) {
        if (last == null || isSilent() || !status.isLike(last)) {
            publish(Payload.of(nextNumber(), Payload.bytes(status)));
            last = status;
            whenPublished.run();
        }
        isReading = false;
    }
}
