// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.otlp;

import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.weir.http.ApiError;
import dev.weir.http.ErrorAnswers;
import dev.weir.http.MediaTypes;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import org.jspecify.annotations.Nullable;

/** Sends errors as OTLP/HTTP demands: a {@code google.rpc.Status} in the encoding of the request. */
public final class OtlpErrors implements ErrorAnswers.Shape {
    @Override
    public void send(HttpServerExchange exchange, ApiError error, String message) {
        OtlpFormat format = formatOf(exchange);
        Status status = Status.newBuilder()
                .setCode(codeOf(error.status()).getNumber())
                .setMessage(message)
                .build();
        exchange.setStatusCode(error.status());
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, format.mediaType());
        exchange.getResponseSender().send(format.write(status));
    }

    /** JSON, unless the client sends protobuf. */
    private static OtlpFormat formatOf(HttpServerExchange exchange) {
        @Nullable String type = exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
        return type != null && MediaTypes.typeOf(type).equals(OtlpFormat.PROTOBUF.mediaType())
                ? OtlpFormat.PROTOBUF
                : OtlpFormat.JSON;
    }

    private static Code codeOf(int status) {
        return switch (status) {
            case 401 -> Code.UNAUTHENTICATED;
            case 403 -> Code.PERMISSION_DENIED;
            case 413, 429 -> Code.RESOURCE_EXHAUSTED;
            case 500 -> Code.INTERNAL;
            case 503 -> Code.UNAVAILABLE;
            default -> Code.INVALID_ARGUMENT;
        };
    }
}
