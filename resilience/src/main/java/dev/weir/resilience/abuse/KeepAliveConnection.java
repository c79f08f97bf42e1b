// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request after the other over one connection. If the connection ends during a request, it finds out whether
 * the server had read the request.
 *
 * <p>A client cannot see what a server has read, but the kernel shows it: bytes that arrive at a closed socket cause a
 * reset. So when the server has closed its side, this sends one more byte a moment later. If a reset has already
 * arrived, the request reached a closed socket, and the server did not read it.
 */
final class KeepAliveConnection extends Connection {
    private static final byte[] PROBE = {'\n'};
    private static final long PROBE_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** The outcome of a request. */
    enum Fate {
        ANSWERED,
        /** The server had closed the connection before the request arrived, and read nothing of it. */
        MET_A_CLOSED_CONNECTION,
        /** The server read the request, and closed the connection with a FIN without a response. */
        DROPPED,
        /** The server reset the connection during the request. */
        RESET,
        /** The connection ended before the whole request was sent. */
        NOT_SENT
    }

    private final Supplier<Request> requests;
    private final Pace pace;
    private final Consumer<Fate> log;
    private final Runnable whenRefused;
    private final ResponseParser answers = new ResponseParser(this::answered);
    private @Nullable Request pending;
    private boolean isLast;
    private boolean isInputOver;
    private long inputOverNanos;

    /** @param whenRefused called when the server refuses a connection */
    KeepAliveConnection(Supplier<Request> requests, Pace pace, Consumer<Fate> log, Runnable whenRefused) {
        this.requests = requests;
        this.pace = pace;
        this.log = log;
        this.whenRefused = whenRefused;
    }

    @Override
    boolean isReading() {
        return !isInputOver;
    }

    @Override
    void turn(long nowNanos) {
        if (!isConnected() || hasEnded()) {
            return;
        }
        if (isInputOver) {
            if (nowNanos - inputOverNanos > PROBE_AFTER_NANOS) {
                write(PROBE);
                send();
                if (!hasEnded()) {
                    over(Fate.DROPPED);
                    close();
                }
            }
        } else if (pending == null && pace.take()) {
            Request request = requests.get();
            pending = request;
            request.sent();
            write(request.bytes());
            send();
        }
    }

    @Override
    void received(ByteBuffer bytes) throws IOException {
        answers.parse(bytes);
        if (isLast) {
            close();
        }
    }

    @Override
    void inputEnded() {
        if (pending == null) {
            fail(End.CLOSED);
        } else {
            isInputOver = true;
            inputOverNanos = System.nanoTime();
            updateInterest();
        }
    }

    @Override
    void ended(End how) {
        if (how == End.REFUSED) {
            whenRefused.run();
        } else if (isInputOver) {
            over(Fate.MET_A_CLOSED_CONNECTION);
        } else {
            over(isSent() ? Fate.RESET : Fate.NOT_SENT);
        }
    }

    private void answered(ResponseParser.Response response) {
        isLast = response.closes();
        Request request = pending;
        over(Fate.ANSWERED);
        if (request != null) {
            request.answered(response);
        }
    }

    private void over(Fate fate) {
        if (pending != null) {
            pending = null;
            log.accept(fate);
        }
    }
}
