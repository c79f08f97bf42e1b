// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.grpc;

import dev.weir.http.access.ProducerAccess;
import dev.weir.http.access.Refusal;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who makes a call: the address, and the headers that access control needs. */
record Call(
        InetAddress peer,
        List<String> forwardedFor,
        @Nullable String apiKey) {
    /** The call that the current thread works for. */
    static final Context.Key<Call> CURRENT = Context.key("call");

    private static final Metadata.Key<String> API_KEY = Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> FORWARDED_FOR =
            Metadata.Key.of("x-forwarded-for", Metadata.ASCII_STRING_MARSHALLER);

    /** Returns null if the peer has no address: it has disconnected. */
    static @Nullable Call of(ServerCall<?, ?> call, Metadata headers) {
        boolean isInternet = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress;
        if (!isInternet) {
            return null;
        }
        InetAddress peer = ((InetSocketAddress) call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)).getAddress();
        List<String> forwardedFor = new ArrayList<>();
        Iterable<String> lines = headers.getAll(FORWARDED_FOR);
        if (lines != null) {
            lines.forEach(forwardedFor::add);
        }
        Iterable<String> keys = headers.getAll(API_KEY);
        return peer == null
                ? null
                : new Call(peer, List.copyOf(forwardedFor), keys == null ? null : String.join(", ", keys));
    }

    /** Counts a request of the call. Returns why it is refused, or null. */
    @Nullable
    Refusal check(ProducerAccess access) {
        return access.check(peer, forwardedFor, apiKey);
    }
}
