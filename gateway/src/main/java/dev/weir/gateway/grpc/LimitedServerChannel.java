// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.grpc;

import dev.weir.http.OpenConnections;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Accepts connections, and closes a new one at once if a limit is reached, before TLS and the first byte. */
final class LimitedServerChannel extends NioServerSocketChannel {
    private final OpenConnections open;

    LimitedServerChannel(OpenConnections open) {
        this.open = open;
    }

    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
        int count = super.doReadMessages(accepted);
        if (count > 0) {
            Channel connection = (Channel) accepted.get(accepted.size() - 1);
            @Nullable InetAddress peer = addressOf(connection);
            if (peer == null || !open.tryOpen(peer)) {
                accepted.remove(accepted.size() - 1);
                connection.unsafe().closeForcibly();
                return 0;
            }
            var unused = connection.closeFuture().addListener(closed -> open.close(peer));
        }
        return count;
    }

    /** Returns null if the client has disconnected already. */
    private static @Nullable InetAddress addressOf(Channel connection) {
        return connection.remoteAddress() instanceof InetSocketAddress address ? address.getAddress() : null;
    }
}
