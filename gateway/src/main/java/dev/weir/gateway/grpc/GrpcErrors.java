// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.util.Durations;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.weir.event.Violation;
import dev.weir.gateway.ingest.PublishOutcome;
import dev.weir.http.ApiError;
import dev.weir.http.access.Refusal;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import org.jspecify.annotations.Nullable;

/**
 * Creates the errors of calls. The code of the HTTP interface is the {@code reason} of the error's {@code ErrorInfo}.
 */
final class GrpcErrors {
    private static final String DOMAIN = "weir";

    private GrpcErrors() {}

    /** For a reading that breaks a rule. The details name the field. */
    static StatusRuntimeException of(Violation violation) {
        Status.Builder status = status(Code.INVALID_ARGUMENT, violation.code().code(), violation.message());
        if (violation.field() != null) {
            status.addDetails(Any.pack(BadRequest.newBuilder()
                    .addFieldViolations(BadRequest.FieldViolation.newBuilder()
                            .setField(violation.field())
                            .setReason(violation.code().code())
                            .setDescription(violation.message()))
                    .build()));
        }
        return StatusProto.toStatusRuntimeException(status.build());
    }

    static StatusRuntimeException of(Refusal refusal) {
        return of(refusal.error(), refusal.message(), refusal.retryAfter().toSeconds());
    }

    /** For readings that are not durable. */
    static StatusRuntimeException of(PublishOutcome.Refused refused) {
        return refused == PublishOutcome.Refused.QUEUE_FULL
                ? of(ApiError.QUEUE_FULL, "Too many events are waiting for Kafka; send these again.")
                : of(ApiError.KAFKA_UNAVAILABLE, "The readings cannot be made durable now; send them again.");
    }

    static StatusRuntimeException draining() {
        return of(ApiError.DRAINING, "The gateway is stopping; retry, at another gateway if there is one.");
    }

    static StatusRuntimeException of(ApiError error, String message) {
        return of(error, message, error.retryAfterSeconds());
    }

    private static StatusRuntimeException of(ApiError error, String message, long retryAfterSeconds) {
        Status.Builder status = status(codeOf(error), error.code(), message);
        if (retryAfterSeconds > 0) {
            status.addDetails(Any.pack(RetryInfo.newBuilder()
                    .setRetryDelay(Durations.fromSeconds(retryAfterSeconds))
                    .build()));
        }
        return StatusProto.toStatusRuntimeException(status.build());
    }

    /** The same error with a longer message. */
    static StatusRuntimeException extended(StatusRuntimeException error, String more) {
        @Nullable Status status = StatusProto.fromThrowable(error);
        if (status == null) {
            return error;
        }
        return StatusProto.toStatusRuntimeException(
                status.toBuilder().setMessage(status.getMessage() + more).build());
    }

    static Metadata trailersOf(StatusRuntimeException error) {
        Metadata trailers = error.getTrailers();
        return trailers == null ? new Metadata() : trailers;
    }

    private static Status.Builder status(Code code, String reason, String message) {
        return Status.newBuilder()
                .setCode(code.value())
                .setMessage(message)
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setReason(reason)
                        .setDomain(DOMAIN)
                        .build()));
    }

    private static Code codeOf(ApiError error) {
        return switch (error) {
            case INVALID_API_KEY -> Code.UNAUTHENTICATED;
            case FORBIDDEN_ADDRESS -> Code.PERMISSION_DENIED;
            case RATE_LIMITED, QUEUE_FULL -> Code.RESOURCE_EXHAUSTED;
            case SLOW_BODY -> Code.DEADLINE_EXCEEDED;
            case KAFKA_UNAVAILABLE, DRAINING -> Code.UNAVAILABLE;
            default -> Code.INTERNAL;
        };
    }
}
