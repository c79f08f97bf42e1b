// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.grpc;

import dev.weir.http.access.ProducerAccess;
import dev.weir.http.access.Refusal;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

/** Applies the access checks of producers before a call's first message is read. */
final class AccessInterceptor implements ServerInterceptor {
    private final ProducerAccess access;

    AccessInterceptor(ProducerAccess access) {
        this.access = access;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        @Nullable Call from = Call.of(call, headers);
        if (from == null) {
            call.close(Status.CANCELLED, new Metadata());
            return new ServerCall.Listener<>() {};
        }
        @Nullable Refusal refusal = from.check(access);
        if (refusal != null) {
            StatusRuntimeException error = GrpcErrors.of(refusal);
            call.close(error.getStatus(), GrpcErrors.trailersOf(error));
            return new ServerCall.Listener<>() {};
        }
        return Contexts.interceptCall(Context.current().withValue(Call.CURRENT, from), call, headers, next);
    }
}
