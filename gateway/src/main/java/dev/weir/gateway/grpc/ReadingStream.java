// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.grpc;

import dev.weir.event.Violation;
import dev.weir.gateway.ingest.PublishOutcome;
import dev.weir.gateway.readings.ReadingBatch;
import dev.weir.gateway.readings.ReadingIngest;
import dev.weir.http.ApiError;
import dev.weir.http.access.Refusal;
import dev.weir.proto.v1.Reading;
import dev.weir.proto.v1.Rejection;
import dev.weir.proto.v1.StreamMetricsResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The readings of one stream. Each is published at once, and the client may send another one for each that is decided.
 * So the readings in memory are bounded, and a slow log slows the client down.
 *
 * <p>The stream ends when the client has closed it and every reading is acknowledged. After a failure, no more readings
 * are taken, and the stream ends with it once the readings in flight are acknowledged.
 */
final class ReadingStream implements StreamObserver<Reading> {
    /** Readings in flight. Enough to keep the log busy while acknowledgements are on their way. */
    static final int WINDOW = 256;

    /** As many readings count as one request against the rate limits, as many events may be in one {@code POST}. */
    static final int READINGS_PER_REQUEST = 1_000;

    private static final int MAX_ERRORS = 100;

    private final ReadingIngest readings;
    private final Supplier<@Nullable Refusal> nextRequest;
    private final ServerCallStreamObserver<StreamMetricsResponse> client;
    private final Consumer<ReadingStream> whenEnded;

    private final StreamMetricsResponse.Builder answer = StreamMetricsResponse.newBuilder();
    private long received;
    private int inFlight;
    private long accepted;
    private long rejected;
    private @Nullable Violation firstViolation;
    private long lastChangeNanos = System.nanoTime();
    private @Nullable StatusRuntimeException failure;
    private boolean isClosedByClient;
    private boolean hasEnded;

    /**
     * @param nextRequest counts a request against the rate limits; called on the thread of the call
     * @param whenEnded called once
     */
    ReadingStream(
            ReadingIngest readings,
            Supplier<@Nullable Refusal> nextRequest,
            ServerCallStreamObserver<StreamMetricsResponse> client,
            Consumer<ReadingStream> whenEnded) {
        this.readings = readings;
        this.nextRequest = nextRequest;
        this.client = client;
        this.whenEnded = whenEnded;
        client.setOnCancelHandler(this::leave);
        client.disableAutoRequest();
        client.setOnReadyHandler(() -> {});
        client.request(WINDOW);
    }

    @Override
    public void onNext(Reading message) {
        long index;
        synchronized (this) {
            if (failure != null || hasEnded) {
                return;
            }
            index = received++;
            inFlight++;
            lastChangeNanos = System.nanoTime();
        }
        if (index > 0 && index % READINGS_PER_REQUEST == 0) {
            @Nullable Refusal refusal = nextRequest.get();
            if (refusal != null) {
                synchronized (this) {
                    inFlight--;
                }
                fail(GrpcErrors.of(refusal));
                return;
            }
        }
        ReadingBatch batch = readings.begin();
        @Nullable Violation violation = ReadingMessage.addTo(batch, message);
        if (violation == null) {
            batch.publish(this::acknowledge);
        } else {
            batch.publish(counted -> reject(index, violation));
        }
    }

    /** The client has cancelled the call, or has disconnected. */
    @Override
    public void onError(Throwable gone) {
        leave();
    }

    @Override
    public void onCompleted() {
        synchronized (this) {
            isClosedByClient = true;
        }
        endIfDone();
    }

    /** Ends the stream with an error, unless it is already ending with one. */
    void fail(StatusRuntimeException error) {
        synchronized (this) {
            if (failure == null) {
                failure = error;
            }
        }
        endIfDone();
    }

    /** Ends the stream if its client has sent nothing for too long, so that it leaves its place to another one. */
    void failIfIdle(long nowNanos, Duration longest) {
        synchronized (this) {
            if (inFlight > 0 || nowNanos - lastChangeNanos <= longest.toNanos()) {
                return;
            }
        }
        fail(GrpcErrors.of(
                ApiError.SLOW_BODY, "No reading arrived for " + longest.toSeconds() + " s. Open another stream."));
    }

    private void acknowledge(PublishOutcome outcome) {
        synchronized (this) {
            inFlight--;
            if (outcome instanceof PublishOutcome.Refused refused) {
                failure = failure == null ? GrpcErrors.of(refused) : failure;
            } else {
                accepted++;
            }
        }
        goOn();
    }

    private void reject(long index, Violation violation) {
        synchronized (this) {
            inFlight--;
            rejected++;
            firstViolation = firstViolation == null ? violation : firstViolation;
            if (answer.getErrorsCount() < MAX_ERRORS) {
                answer.addErrors(Rejection.newBuilder()
                        .setIndex(index)
                        .setCode(violation.code().code())
                        .setField(violation.field() == null ? "" : violation.field())
                        .setMessage(violation.message()));
            }
        }
        goOn();
    }

    private void goOn() {
        boolean takesMore;
        synchronized (this) {
            lastChangeNanos = System.nanoTime();
            takesMore = failure == null && !hasEnded && !isClosedByClient;
        }
        if (takesMore) {
            client.request(1);
        }
        endIfDone();
    }

    private void endIfDone() {
        @Nullable StatusRuntimeException error;
        StreamMetricsResponse summary;
        synchronized (this) {
            if (hasEnded || inFlight > 0 || failure == null && !isClosedByClient) {
                return;
            }
            hasEnded = true;
            error = errorAtTheEnd();
            summary = answer.setAccepted(accepted).setRejected(rejected).build();
        }
        whenEnded.accept(this);
        if (error != null) {
            client.onError(error);
        } else {
            client.onNext(summary);
            client.onCompleted();
        }
    }

    private @Nullable StatusRuntimeException errorAtTheEnd() {
        if (failure != null) {
            return GrpcErrors.extended(
                    failure,
                    String.format(
                            Locale.ROOT,
                            " %d readings of the stream are durable; those with an id may be sent again.",
                            accepted));
        }
        return firstViolation != null && accepted == 0 ? GrpcErrors.of(firstViolation) : null;
    }

    private void leave() {
        synchronized (this) {
            if (hasEnded) {
                return;
            }
            hasEnded = true;
        }
        whenEnded.accept(this);
    }
}
