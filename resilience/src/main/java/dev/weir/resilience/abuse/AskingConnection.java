// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/** Sends one request after the other over a keep-alive connection, pipelined if allowed, and reads the responses. */
final class AskingConnection extends Connection {
    private final Supplier<Request> requests;
    private final int pipelined;
    private final Pace pace;
    private final Duration patience;
    private final AbuseTally tally;
    private final Queue<Request> unanswered = new ArrayDeque<>();
    private final ResponseParser answers = new ResponseParser(this::answered);
    private long latestNanos = System.nanoTime();
    private boolean isLast;

    /**
     * @param pipelined how many requests may wait for their responses
     * @param patience how long to wait for data before the connection is replaced
     */
    AskingConnection(Supplier<Request> requests, int pipelined, Pace pace, Duration patience, AbuseTally tally) {
        this.requests = requests;
        this.pipelined = pipelined;
        this.pace = pace;
        this.patience = patience;
        this.tally = tally;
    }

    @Override
    void connected() {
        tally.connected();
        ask();
    }

    @Override
    void received(ByteBuffer bytes) throws IOException {
        latestNanos = System.nanoTime();
        answers.parse(bytes);
        if (isLast) {
            leave();
        } else {
            ask();
        }
    }

    @Override
    void turn(long nowNanos) {
        if (!isConnected() || hasEnded()) {
            return;
        }
        if (!unanswered.isEmpty() && isSent() && nowNanos - latestNanos > patience.toNanos()) {
            leave();
        } else {
            ask();
        }
    }

    @Override
    void sent() {
        latestNanos = System.nanoTime();
    }

    @Override
    void ended(End how) {
        tally.ended(how);
    }

    private void ask() {
        boolean asks = false;
        while (unanswered.size() < pipelined && pace.take()) {
            Request request = requests.get();
            unanswered.add(request);
            write(request.bytes());
            request.sent();
            tally.asked();
            asks = true;
        }
        if (asks) {
            send();
        }
    }

    private void answered(ResponseParser.Response response) {
        tally.answered(response.status());
        Request request = unanswered.poll();
        if (request != null) {
            request.answered(response);
        }
        isLast |= response.closes();
    }

    private void leave() {
        tally.left();
        abort();
    }
}
