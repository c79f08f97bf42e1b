// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;
import org.xnio.channels.AcceptingChannel;

/**
 * Accepts connections in batches on each IO thread. Between two batches the thread serves its open connections, however
 * many clients connect. While a thread has more connections than one batch, further ones wait in the system's queue.
 */
final class AcceptTurns implements ChannelListener<AcceptingChannel<StreamConnection>> {
    private static final Logger log = LoggerFactory.getLogger(AcceptTurns.class);

    private static final int TURN_CONNECTIONS = 16;
    private static final long PAUSE_MILLIS = 1;

    private final ChannelListener<? super StreamConnection> next;

    /** The accepted connections of each IO thread that wait for their batch. */
    private final ThreadLocal<Queue<StreamConnection>> waiting = ThreadLocal.withInitial(ArrayDeque::new);

    private final AtomicInteger threadsBehind = new AtomicInteger();

    /** @param next receives each connection, on its IO thread */
    AcceptTurns(ChannelListener<? super StreamConnection> next) {
        this.next = next;
    }

    @Override
    public void handleEvent(AcceptingChannel<StreamConnection> socket) {
        Queue<StreamConnection> connected = waiting.get();
        boolean isBehind = !connected.isEmpty();
        take(socket, connected);
        if (!isBehind && !seeToSome(connected)) {
            threadsBehind.incrementAndGet();
            socket.suspendAccepts();
            goOnLater(socket, connected);
        }
    }

    /** The socket may be closed concurrently, which is not a failure. */
    private static void take(AcceptingChannel<StreamConnection> socket, Queue<StreamConnection> connected) {
        try {
            for (StreamConnection one = socket.accept(); one != null; one = socket.accept()) {
                connected.add(one);
            }
        } catch (ClosedChannelException stopped) {
            log.atDebug().log("A socket was closed while a client connected");
        } catch (IOException failed) {
            log.atWarn().setCause(failed).log("A connection could not be accepted");
        }
    }

    /** Returns false if connections are left. */
    private boolean seeToSome(Queue<StreamConnection> connected) {
        for (int turn = 0; turn < TURN_CONNECTIONS; turn++) {
            StreamConnection one = connected.poll();
            if (one == null) {
                return true;
            }
            handOn(one);
        }
        return connected.isEmpty();
    }

    /** A failure closes this connection only, and does not affect the others. */
    private void handOn(StreamConnection one) {
        try {
            next.handleEvent(one);
        } catch (RuntimeException | Error unforeseen) {
            IoUtils.safeClose(one);
            log.atError().setCause(unforeseen).log("A connection failed before its first request");
        }
    }

    private void goOnLater(AcceptingChannel<StreamConnection> socket, Queue<StreamConnection> connected) {
        var unused = XnioIoThread.requireCurrentThread()
                .executeAfter(
                        () -> {
                            if (!seeToSome(connected)) {
                                goOnLater(socket, connected);
                            } else if (threadsBehind.decrementAndGet() == 0 && socket.isOpen()) {
                                socket.resumeAccepts();
                            }
                        },
                        PAUSE_MILLIS,
                        TimeUnit.MILLISECONDS);
    }
}
