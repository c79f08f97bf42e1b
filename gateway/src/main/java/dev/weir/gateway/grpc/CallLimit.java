// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.grpc;

import dev.weir.http.ApiError;
import dev.weir.http.InFlightLimit;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Limits the calls in progress, unary calls and streams separately, so that idle streams leave room for other calls.
 * Refuses calls while the gateway drains, and ends unary calls whose message does not arrive in time.
 */
final class CallLimit implements ServerInterceptor {
    private final int maxCalls;
    private final int maxStreams;
    private final InFlightLimit calls;
    private final InFlightLimit streams;
    private final Duration messageTimeout;
    private final Set<Waiting<?, ?>> waiting = ConcurrentHashMap.newKeySet();
    private int inProgress;
    private boolean isDraining;

    /** @param messageTimeout for the message of a unary call */
    CallLimit(int maxCalls, int maxStreams, Duration messageTimeout, MeterRegistry meters) {
        this.maxCalls = maxCalls;
        this.maxStreams = maxStreams;
        this.calls = new InFlightLimit(maxCalls).showAs("grpc_calls", meters);
        this.streams = new InFlightLimit(maxStreams).showAs("grpc_streams", meters);
        this.messageTimeout = messageTimeout;
    }

    /** Starts to refuse calls. */
    synchronized void drain() {
        isDraining = true;
    }

    /** Waits until no call is in progress after {@link #drain}; returns false after the timeout. */
    synchronized boolean awaitIdle(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (inProgress > 0) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    private synchronized boolean begin() {
        if (!isDraining) {
            inProgress++;
        }
        return !isDraining;
    }

    private synchronized void end() {
        inProgress--;
        if (inProgress == 0) {
            notifyAll();
        }
    }

    /** Ends the unary calls that have waited for their message for too long. */
    void endSlowCalls() {
        long now = System.nanoTime();
        waiting.forEach(call -> call.endIfOlder(now, messageTimeout));
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        boolean isUnary = call.getMethodDescriptor().getType().clientSendsOneMessage();
        InFlightLimit limit = isUnary ? calls : streams;
        if (!begin()) {
            return refuse(call, GrpcErrors.draining());
        }
        if (!limit.tryEnter()) {
            end();
            return refuse(
                    call,
                    GrpcErrors.of(
                            ApiError.QUEUE_FULL,
                            String.format(
                                    Locale.ROOT,
                                    "%d calls are in progress, the maximum. Retry.",
                                    isUnary ? maxCalls : maxStreams)));
        }
        Waiting<Q, A> guarded = new Waiting<>(call);
        if (isUnary) {
            waiting.add(guarded);
        }
        try {
            return new Place<>(next.startCall(guarded, headers), guarded, limit);
        } catch (RuntimeException | Error unforeseen) {
            waiting.remove(guarded);
            limit.leave();
            end();
            throw unforeseen;
        }
    }

    private static <Q, A> ServerCall.Listener<Q> refuse(ServerCall<Q, A> call, StatusRuntimeException error) {
        call.close(error.getStatus(), GrpcErrors.trailersOf(error));
        return new ServerCall.Listener<>() {};
    }

    /** Releases the place of a call when the call ends in any way. gRPC calls exactly one of the two methods. */
    private final class Place<Q> extends SimpleForwardingServerCallListener<Q> {
        private final Waiting<Q, ?> call;
        private final InFlightLimit limit;

        Place(ServerCall.Listener<Q> next, Waiting<Q, ?> call, InFlightLimit limit) {
            super(next);
            this.call = call;
            this.limit = limit;
        }

        @Override
        public void onHalfClose() {
            waiting.remove(call);
            if (call.hasArrived()) {
                super.onHalfClose();
            }
        }

        @Override
        public void onCancel() {
            leave();
            super.onCancel();
        }

        @Override
        public void onComplete() {
            leave();
            super.onComplete();
        }

        private void leave() {
            waiting.remove(call);
            limit.leave();
            end();
        }
    }

    /** A call that is ended at most once: by its handler, or because its message is late. */
    private static final class Waiting<Q, A> extends SimpleForwardingServerCall<Q, A> {
        private final long sinceNanos = System.nanoTime();
        private boolean isDecided;

        Waiting(ServerCall<Q, A> call) {
            super(call);
        }

        /** Returns false if the call was ended because its message was late. */
        synchronized boolean hasArrived() {
            boolean first = !isDecided;
            isDecided = true;
            return first;
        }

        void endIfOlder(long nowNanos, Duration timeout) {
            if (nowNanos - sinceNanos > timeout.toNanos() && hasArrived()) {
                StatusRuntimeException late = GrpcErrors.of(
                        ApiError.SLOW_BODY,
                        "The reading did not arrive within " + timeout.toSeconds() + " s. Send it faster.");
                super.close(late.getStatus(), GrpcErrors.trailersOf(late));
            }
        }

        /** The library closes calls that break the protocol before their message has arrived. */
        @Override
        public void close(Status status, Metadata trailers) {
            synchronized (this) {
                isDecided = true;
            }
            super.close(status, trailers);
        }
    }
}
