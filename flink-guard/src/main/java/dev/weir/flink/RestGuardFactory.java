// SPDX-License-Identifier: Apache-2.0
package dev.weir.flink;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.io.network.netty.InboundChannelHandlerFactory;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandler;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandlerAdapter;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandlerContext;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpServerCodec;

/**
 * Adds a {@link RestGuard} to each connection of Flink's REST interface. Flink loads this class with
 * {@code ServiceLoader}.
 */
public final class RestGuardFactory implements InboundChannelHandlerFactory {
    @Override
    public int priority() {
        return 0;
    }

    @Override
    public Optional<ChannelHandler> createHandler(Configuration configuration, Map<String, String> responseHeaders) {
        PageRules rules = new PageRules(configuration.get(GuardOptions.ALLOWED_HOSTS).stream()
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet()));
        return Optional.of(new FirstInLine(new RestGuard(rules)));
    }

    /**
     * Moves the guard to the front of the pipeline. Flink would add it after the handler that writes uploads to disk.
     */
    private static final class FirstInLine extends ChannelHandlerAdapter {
        private final RestGuard guard;

        FirstInLine(RestGuard guard) {
            this.guard = guard;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            ChannelHandlerContext codec = context.pipeline().context(HttpServerCodec.class);
            context.pipeline().addAfter(codec.name(), null, guard);
            context.pipeline().remove(this);
        }
    }
}
