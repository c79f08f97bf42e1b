// SPDX-License-Identifier: Apache-2.0
package dev.weir.flink;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.flink.shaded.netty4.io.netty.buffer.Unpooled;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelDuplexHandler;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelFutureListener;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandlerContext;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelPromise;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.DefaultFullHttpResponse;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.FullHttpResponse;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpHeaderNames;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpRequest;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpResponse;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpResponseStatus;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpVersion;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.QueryStringDecoder;
import org.apache.flink.shaded.netty4.io.netty.util.ReferenceCountUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses requests that pages of other sites make a browser send, before they reach Flink. Each connection has its own
 * guard.
 */
final class RestGuard extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(RestGuard.class);

    /**
     * Flink has GET endpoints that cancel the job, because of an old YARN proxy. The guard refuses them to everyone.
     */
    private static final String YARN = "/yarn-";

    private final PageRules rules;

    private boolean refused;

    RestGuard(PageRules rules) {
        this.rules = rules;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!refused && message instanceof HttpRequest request) {
            Optional<String> refusal = refusal(request);
            if (refusal.isPresent()) {
                refused = true;
                LOG.atInfo().addKeyValue("why", refusal.get()).log("Refused a request");
                refuse(context, refusal.get());
            }
        }
        if (refused) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    /** Removes the header with which Flink would let pages of every origin read its responses. */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // Flink observes the promise.
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response) {
            response.headers().remove(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN);
        }
        context.write(message, promise);
    }

    private Optional<String> refusal(HttpRequest request) {
        String path;
        try {
            path = new QueryStringDecoder(request.uri()).path();
        } catch (IllegalArgumentException malformed) {
            return Optional.of("The path has a broken percent escape.");
        }
        return path.contains(YARN)
                ? Optional.of("GET changes nothing here: PATCH the job, or use flink-job/stop-job.")
                : rules.refusal(
                        request.method().name(), path, name -> request.headers().getAll(name));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The connection is closed whether or not the write succeeds.
    private static void refuse(ChannelHandlerContext context, String why) {
        byte[] body = ("{\"errors\":[\"" + why + "\"]}").getBytes(StandardCharsets.UTF_8);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.FORBIDDEN, Unpooled.wrappedBuffer(body));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json; charset=UTF-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.CONNECTION, "close");
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
}
