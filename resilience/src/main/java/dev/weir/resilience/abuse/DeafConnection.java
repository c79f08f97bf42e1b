// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/** Sends requests without end and never reads a response. Its receive buffer is as small as possible. */
final class DeafConnection extends Connection {
    private static final int RECEIVE_BUFFER_BYTES = 1 << 10;

    /** Small too, so that the bytes sent are about the bytes that the server has read. */
    private static final int SEND_BUFFER_BYTES = 4 << 10;

    private final byte[] requests;
    private final int count;
    private final AbuseTally tally;

    /**
     * @param requests several requests, concatenated
     * @param count how many requests these are
     */
    DeafConnection(byte[] requests, int count, AbuseTally tally) {
        this.requests = requests;
        this.count = count;
        this.tally = tally;
    }

    @Override
    void prepare(SocketChannel socket) throws IOException {
        socket.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
        socket.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER_BYTES);
    }

    @Override
    boolean isReading() {
        return false;
    }

    @Override
    void connected() {
        tally.connected();
    }

    @Override
    void turn(long nowNanos) {
        if (isConnected() && isSent()) {
            write(requests);
            send();
        }
    }

    @Override
    void sent() {
        tally.asked(count);
    }

    @Override
    void ended(End how) {
        tally.ended(how);
    }
}
