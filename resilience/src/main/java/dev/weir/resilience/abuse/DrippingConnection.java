// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** Starts a request and continues it at one byte a second, for as long as the server waits. */
final class DrippingConnection extends Connection {
    private static final byte[] DROP = {'a'};
    private static final long DRIPS_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final byte[] beginning;
    private final AbuseTally tally;
    private final ResponseParser answers;
    private long nextNanos;
    private boolean isOver;

    DrippingConnection(byte[] beginning, AbuseTally tally) {
        this.beginning = beginning;
        this.tally = tally;
        this.answers = new ResponseParser(response -> {
            tally.answered(response.status());
            isOver = true;
        });
    }

    @Override
    void connected() {
        tally.connected();
        tally.asked();
        nextNanos = System.nanoTime() + DRIPS_EVERY_NANOS;
        write(beginning);
        send();
    }

    @Override
    void turn(long nowNanos) {
        if (isOver && !hasEnded()) {
            tally.left();
            close();
        } else if (isConnected() && nowNanos - nextNanos >= 0) {
            nextNanos += DRIPS_EVERY_NANOS;
            write(DROP);
            send();
        }
    }

    @Override
    void received(ByteBuffer bytes) throws IOException {
        answers.parse(bytes);
    }

    @Override
    void ended(End how) {
        tally.ended(how);
    }
}
