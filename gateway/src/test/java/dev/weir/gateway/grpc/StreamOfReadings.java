// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.grpc;

import dev.weir.proto.v1.StreamMetricsResponse;
import io.grpc.stub.ServerCallStreamObserver;
import org.jspecify.annotations.Nullable;

/** The client's side of a {@link ReadingStream}, without a socket. */
final class StreamOfReadings extends ServerCallStreamObserver<StreamMetricsResponse> {
    /** The readings that the client may still send. */
    int requested;

    @Nullable
    StreamMetricsResponse response;

    @Nullable
    Throwable error;

    private boolean isCompleted;

    @Override
    public void onNext(StreamMetricsResponse summary) {
        end();
        response = summary;
    }

    @Override
    public void onError(Throwable failed) {
        end();
        error = failed;
    }

    @Override
    public void onCompleted() {
        isCompleted = true;
    }

    private void end() {
        if (isCompleted || error != null || response != null) {
            throw new IllegalStateException("The call has ended already.");
        }
    }

    @Override
    public void request(int count) {
        requested += count;
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public void setOnCancelHandler(@Nullable Runnable handler) {}

    @Override
    public void setOnReadyHandler(@Nullable Runnable handler) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void disableAutoRequest() {}

    @Override
    public void setCompression(String compression) {}

    @Override
    public void setMessageCompression(boolean enable) {}
}
