// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.grpc;

import dev.weir.event.Violation;
import dev.weir.gateway.ingest.PublishOutcome;
import dev.weir.gateway.progress.LogPositions;
import dev.weir.gateway.readings.ReadingBatch;
import dev.weir.gateway.readings.ReadingIngest;
import dev.weir.http.access.ProducerAccess;
import dev.weir.proto.v1.IngestorGrpc;
import dev.weir.proto.v1.LogMetricsResponse;
import dev.weir.proto.v1.Reading;
import dev.weir.proto.v1.StreamMetricsResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** {@code weir.v1.Ingestor}. Responses are sent by the thread that acknowledges the events; no thread waits. */
final class IngestorService extends IngestorGrpc.IngestorImplBase {
    private final ReadingIngest readings;
    private final ProducerAccess access;
    private final Set<ReadingStream> streams = ConcurrentHashMap.newKeySet();
    private volatile boolean isDraining;

    IngestorService(ReadingIngest readings, ProducerAccess access) {
        this.readings = readings;
        this.access = access;
    }

    /** Ends the open streams once their readings in flight are acknowledged. */
    void drain() {
        isDraining = true;
        streams.forEach(stream -> stream.fail(GrpcErrors.draining()));
    }

    /** Ends the streams without a reading in this time. */
    void endIdleStreams(Duration longest) {
        long now = System.nanoTime();
        streams.forEach(stream -> stream.failIfIdle(now, longest));
    }

    @Override
    public void logMetrics(Reading message, StreamObserver<LogMetricsResponse> client) {
        ServerCallStreamObserver<LogMetricsResponse> call = (ServerCallStreamObserver<LogMetricsResponse>) client;
        // With a handler, sending to a client that has gone does not fail.
        call.setOnCancelHandler(() -> {});
        ReadingBatch batch = readings.begin();
        Violation violation = ReadingMessage.addTo(batch, message);
        String id = violation == null ? batch.lastId() : "";
        batch.publish(outcome -> {
            if (violation != null) {
                call.onError(GrpcErrors.of(violation));
            } else if (outcome instanceof PublishOutcome.Refused refused) {
                call.onError(GrpcErrors.of(refused));
            } else {
                LogPositions positions = ((PublishOutcome.Durable) outcome).positions();
                call.onNext(LogMetricsResponse.newBuilder()
                        .setId(id)
                        .setToken(positions == null ? "" : positions.toToken())
                        .build());
                call.onCompleted();
            }
        });
    }

    @Override
    public StreamObserver<Reading> streamMetrics(StreamObserver<StreamMetricsResponse> client) {
        ReadingStream stream = new ReadingStream(
                readings,
                () -> Call.CURRENT.get().check(access),
                (ServerCallStreamObserver<StreamMetricsResponse>) client,
                streams::remove);
        streams.add(stream);
        if (isDraining) {
            stream.fail(GrpcErrors.draining());
        }
        return stream;
    }
}
