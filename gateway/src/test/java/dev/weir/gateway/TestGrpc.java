// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import dev.weir.proto.v1.IngestorGrpc;
import dev.weir.proto.v1.IngestorGrpc.IngestorBlockingStub;
import dev.weir.proto.v1.IngestorGrpc.IngestorStub;
import dev.weir.proto.v1.LogMetricsResponse;
import dev.weir.proto.v1.Reading;
import dev.weir.proto.v1.StreamMetricsResponse;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A gRPC client of a {@link TestGateway}. */
final class TestGrpc implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    final ManagedChannel channel;

    TestGrpc(TestGateway gateway) {
        this(NettyChannelBuilder.forAddress(gateway.server.grpcAddress())
                .usePlaintext()
                .build());
    }

    TestGrpc(ManagedChannel channel) {
        this.channel = channel;
    }

    static Reading.Builder reading() {
        return Reading.newBuilder()
                .setServiceName("checkout")
                .setMetricName("latency")
                .setValue(12.5);
    }

    /** @param headers names and values */
    IngestorBlockingStub stub(String... headers) {
        return IngestorGrpc.newBlockingStub(channel)
                .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata(headers)));
    }

    LogMetricsResponse log(Reading.Builder reading) {
        return stub().logMetrics(reading.build());
    }

    CompletableFuture<LogMetricsResponse> logLater(Reading.Builder reading) {
        CompletableFuture<LogMetricsResponse> later = new CompletableFuture<>();
        asyncStub().logMetrics(reading.build(), new Completing<>(later));
        return later;
    }

    StatusRuntimeException refusal(Reading.Builder reading, String... headers) {
        try {
            LogMetricsResponse response = stub(headers).logMetrics(reading.build());
            throw new AssertionError("The call was accepted: " + response);
        } catch (StatusRuntimeException refused) {
            return refused;
        }
    }

    /** Opens {@code StreamMetrics}. */
    Stream stream(String... headers) {
        Stream stream = new Stream();
        var unused = asyncStub()
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata(headers)))
                .streamMetrics(stream);
        return stream;
    }

    /** The client's side of a stream. */
    static final class Stream implements ClientResponseObserver<Reading, StreamMetricsResponse> {
        final CompletableFuture<StreamMetricsResponse> answer = new CompletableFuture<>();
        private @Nullable ClientCallStreamObserver<Reading> call;

        @Override
        public void beforeStart(ClientCallStreamObserver<Reading> started) {
            call = started;
        }

        Stream send(Reading.Builder reading) {
            call().onNext(reading.build());
            return this;
        }

        boolean isReady() {
            return call().isReady();
        }

        void cancel() {
            call().cancel("no longer needed", null);
        }

        void halfClose() {
            call().onCompleted();
        }

        StreamMetricsResponse close() throws Exception {
            halfClose();
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        StatusRuntimeException failure() throws Exception {
            return (StatusRuntimeException)
                    answer.handle((response, failed) -> failed).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        private ClientCallStreamObserver<Reading> call() {
            return Objects.requireNonNull(call);
        }

        @Override
        public void onNext(StreamMetricsResponse response) {
            answer.complete(response);
        }

        @Override
        public void onError(Throwable failed) {
            answer.completeExceptionally(failed);
        }

        @Override
        public void onCompleted() {}
    }

    /** Completes a future with the first response of a call. */
    record Completing<T>(CompletableFuture<T> later) implements StreamObserver<T> {
        @Override
        public void onNext(T response) {
            later.complete(response);
        }

        @Override
        public void onError(Throwable failed) {
            later.completeExceptionally(failed);
        }

        @Override
        public void onCompleted() {}
    }

    /** The code of an error, as the HTTP interface names it. */
    static String reasonOf(StatusRuntimeException error) {
        try {
            for (Any detail : status(error).getDetailsList()) {
                if (detail.is(ErrorInfo.class)) {
                    return detail.unpack(ErrorInfo.class).getReason();
                }
            }
        } catch (InvalidProtocolBufferException malformed) {
            throw new AssertionError(malformed);
        }
        return "";
    }

    /** The field that an error names; empty if there is none. */
    static String fieldOf(StatusRuntimeException error) {
        try {
            for (Any detail : status(error).getDetailsList()) {
                if (detail.is(BadRequest.class)) {
                    return detail.unpack(BadRequest.class).getFieldViolations(0).getField();
                }
            }
        } catch (InvalidProtocolBufferException malformed) {
            throw new AssertionError(malformed);
        }
        return "";
    }

    static Status status(StatusRuntimeException error) {
        return Objects.requireNonNull(StatusProto.fromThrowable(error));
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private IngestorStub asyncStub() {
        return IngestorGrpc.newStub(channel).withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static Metadata metadata(String... headers) {
        Metadata metadata = new Metadata();
        for (int i = 0; i < headers.length; i += 2) {
            metadata.put(Metadata.Key.of(headers[i], Metadata.ASCII_STRING_MARSHALLER), headers[i + 1]);
        }
        return metadata;
    }
}
