package dev.weir.gateway.http;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSourceChannel;

/**
 * One body on its way from the socket: reads what is there, and goes on when more has come. On the IO thread only, whose timer
 * watches the pace of a body that has not come at once.
 */
final class BodyRead implements Runnable, ChannelListener<StreamSourceChannel> {
    /** For logs and metrics, which would take the request for answered; nobody is there to be sent it. As nginx calls it. */
    private static final int CLIENT_CLOSED_REQUEST = 499;

    /** Then it is the turn of the thread's other connections, however much more there is. */
    private static final int TURN_BYTES = 128 * 1024;

    private final HttpServerExchange exchange;
    private final BodyBuffer buffer;
    private final BodyPace pace;
    private final Consumer<BodyOutcome> whenRead;
    private boolean hasMore;
    private boolean isFinished;
    private long waitingSinceNanos;
    private XnioExecutor.@Nullable Key paceCheck;

    BodyRead(HttpServerExchange exchange, BodyBuffer buffer, BodyPace pace, Consumer<BodyOutcome> whenRead) {
        this.exchange = exchange;
        this.buffer = buffer;
        this.pace = pace;
        this.whenRead = whenRead;
    }

    @Override
    public void run() {
        StreamSourceChannel channel = exchange.getRequestChannel();
        LeftoverBody.want(exchange);
        handleEvent(channel);
    }

    @Override
    public void handleEvent(StreamSourceChannel channel) {
        guard(channel, () -> readOn(channel));
    }

    /** Nobody else would end what fails here: the socket would be left alone, and the request with it. */
    private void guard(StreamSourceChannel channel, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error unforeseen) {
            isFinished = true;
            stopChecking();
            channel.suspendReads();
            LeftoverBody.leave(exchange);
            ErrorAnswers.failed(exchange, unforeseen);
        }
    }

    private void readOn(StreamSourceChannel channel) {
        if (isFinished) {
            return;
        }
        BodyOutcome outcome;
        try {
            outcome = readAvailable(channel);
        } catch (IOException clientLeft) {
            isFinished = true;
            stopChecking();
            exchange.setPersistent(false);
            exchange.setStatusCode(CLIENT_CLOSED_REQUEST);
            exchange.endExchange();
            return;
        }
        if (outcome == null && !hasMore && !buffer.waitForMore()) {
            outcome = new BodyOutcome.NoRoom();
        }
        if (outcome == null) {
            goOnLater(channel);
        } else {
            finish(channel, outcome);
        }
    }

    private void goOnLater(StreamSourceChannel channel) {
        if (hasMore) {
            channel.suspendReads();
            exchange.getIoThread().execute(() -> handleEvent(channel));
        } else {
            startChecking(channel);
            channel.getReadSetter().set(this);
            channel.resumeReads();
        }
    }

    private void startChecking(StreamSourceChannel channel) {
        if (paceCheck == null) {
            waitingSinceNanos = System.nanoTime();
            checkLater(channel);
        }
    }

    private void checkLater(StreamSourceChannel channel) {
        paceCheck = exchange.getIoThread()
                .executeAfter(
                        () -> guard(channel, () -> check(channel)), pace.checkAfterMillis(), TimeUnit.MILLISECONDS);
    }

    private void check(StreamSourceChannel channel) {
        if (isFinished || exchange.isComplete()) {
            return;
        }
        String problem = pace.problem(System.nanoTime() - waitingSinceNanos, buffer.length(), buffer.isCrowded());
        if (problem == null) {
            checkLater(channel);
        } else {
            finish(channel, new BodyOutcome.TooSlow(problem));
        }
    }

    private void stopChecking() {
        if (paceCheck != null) {
            paceCheck.remove();
        }
    }

    private void finish(StreamSourceChannel channel, BodyOutcome outcome) {
        isFinished = true;
        stopChecking();
        channel.suspendReads();
        LeftoverBody.leave(exchange);
        whenRead.accept(outcome);
    }

    /** Null where the body is not whole yet: more is to come, or is there already. */
    private @Nullable BodyOutcome readAvailable(StreamSourceChannel channel) throws IOException {
        try (PooledByteBuffer pooled =
                exchange.getConnection().getByteBufferPool().allocate()) {
            ByteBuffer chunk = pooled.getBuffer();
            hasMore = false;
            for (int turn = 0; turn < TURN_BYTES; turn += chunk.limit()) {
                chunk.clear();
                int read = channel.read(chunk);
                if (read == 0) {
                    return null;
                }
                if (read < 0) {
                    return buffer.complete();
                }
                chunk.flip();
                if (!buffer.hasRoomFor(read)) {
                    return new BodyOutcome.TooLarge(buffer.limitBytes());
                }
                if (!buffer.append(chunk)) {
                    return new BodyOutcome.NoRoom();
                }
            }
            hasMore = true;
            return null;
        }
    }
}
