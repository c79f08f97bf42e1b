// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.grpc;

import dev.weir.event.EventRules;
import dev.weir.gateway.readings.ReadingIngest;
import dev.weir.http.ConnectionLimits;
import dev.weir.http.OpenConnections;
import dev.weir.http.StartException;
import dev.weir.http.access.ProducerAccess;
import dev.weir.http.background.Periodic;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.util.NamedThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The gRPC server of the gateway: {@code weir.v1.Ingestor}, health and reflection.
 *
 * <p>Calls run on the IO threads, because nothing that they do blocks. Stop it with {@link #drain}, {@link #awaitIdle}
 * and {@link #close}.
 */
public final class GrpcListener implements AutoCloseable {
    private static final int MAX_HEAD_BYTES = 16 * 1024;
    private static final int MAX_CALLS_PER_CONNECTION = 100;
    private static final int MAX_RESETS = 200;
    private static final Duration RESETS_WINDOW = Duration.ofSeconds(30);

    /** What a client may send ahead of the gateway, on a connection and on each of its streams. */
    private static final int FLOW_CONTROL_WINDOW_BYTES = 128 * 1024;

    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

    /** A connection without calls is closed after this time, and a stream without readings ended. */
    private static final Duration MAX_IDLE = Duration.ofMinutes(10);

    /** How often the gateway checks that the other end of a connection still exists. */
    private static final Duration KEEP_ALIVE = Duration.ofMinutes(1);

    private static final Duration KEEP_ALIVE_TIMEOUT = Duration.ofSeconds(20);

    /** How often a client may check the same. */
    private static final Duration LEAST_CLIENT_KEEP_ALIVE = Duration.ofSeconds(10);

    private static final Duration HOUSEKEEPING = Duration.ofSeconds(1);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

    /**
     * The settings of the listener.
     *
     * @param port 0 for any free port
     * @param certificate empty for connections without TLS
     * @param maxCalls unary calls in progress; half as many streams may be open
     * @param messageTimeout for the message of a unary call to arrive
     */
    public record Settings(
            String host,
            int port,
            int ioThreads,
            Optional<KeyManager> certificate,
            ConnectionLimits connections,
            int maxCalls,
            Duration messageTimeout) {}

    private final HealthUpdates health;
    private final CallLimit limit;
    private final IngestorService ingestor;
    private final EventLoopGroup acceptor = threads("grpc-accept", 1);
    private final EventLoopGroup io;
    private final Server server;
    private final InetSocketAddress address;
    private final Periodic housekeeping;

    private GrpcListener(
            Settings settings,
            ReadingIngest readings,
            ProducerAccess access,
            Supplier<@Nullable String> problem,
            MeterRegistry meters)
            throws IOException {
        health = new HealthUpdates(problem);
        limit = new CallLimit(
                settings.maxCalls(), Math.max(1, settings.maxCalls() / 2), settings.messageTimeout(), meters);
        ingestor = new IngestorService(readings, access);
        io = threads("grpc", settings.ioThreads());
        OpenConnections open = new OpenConnections("grpc", settings.connections(), meters);
        try {
            server = builder(settings)
                    .bossEventLoopGroup(acceptor)
                    .workerEventLoopGroup(io)
                    .channelFactory(() -> new LimitedServerChannel(open))
                    .directExecutor()
                    .addService(ServerInterceptors.interceptForward(
                            ReadingMarshaller.in(ingestor.bindService()),
                            new CallMetrics(meters),
                            new AccessInterceptor(access),
                            limit))
                    .addService(health.service())
                    .addService(ProtoReflectionServiceV1.newInstance())
                    .build()
                    .start();
        } catch (IOException | RuntimeException | Error failed) {
            stopThreads();
            throw failed;
        }
        address = (InetSocketAddress)
                Objects.requireNonNull(server.getListenSockets().get(0));
        housekeeping = Periodic.start("grpc-housekeeping", HOUSEKEEPING, HOUSEKEEPING, () -> {
            health.update();
            limit.endSlowCalls();
            ingestor.endIdleStreams(MAX_IDLE);
        });
    }

    /**
     * Starts to listen.
     *
     * @param problem why events cannot be made durable now; null if they can
     * @throws StartException if it cannot listen on the address
     */
    public static GrpcListener start(
            Settings settings,
            ReadingIngest readings,
            ProducerAccess access,
            Supplier<@Nullable String> problem,
            MeterRegistry meters) {
        try {
            return new GrpcListener(settings, readings, access, problem, meters);
        } catch (IOException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            throw new StartException(
                    "Cannot listen on " + settings.host() + ":" + settings.port() + ": " + cause.getMessage() + ".",
                    failed);
        }
    }

    /** The address of the socket. Has the real port if port 0 was configured. */
    public InetSocketAddress address() {
        return address;
    }

    /** Refuses new connections and calls, and ends the open streams once their readings in flight are acknowledged. */
    public void drain() {
        health.drain();
        limit.drain();
        ingestor.drain();
        server.shutdown();
    }

    /**
     * Waits until no reading is in progress after {@link #drain}; returns false after the timeout. A client may watch the
     * health for any time, and is not waited for.
     */
    public boolean awaitIdle(Duration atMost) throws InterruptedException {
        return limit.awaitIdle(atMost);
    }

    @Override
    public void close() {
        housekeeping.close();
        server.shutdownNow();
        try {
            server.awaitTermination(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        stopThreads();
    }

    private static EventLoopGroup threads(String name, int count) {
        return new MultiThreadIoEventLoopGroup(count, new NamedThreadFactory(name), NioIoHandler.newFactory());
    }

    private void stopThreads() {
        var unused = List.of(
                acceptor.shutdownGracefully(0, LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS),
                io.shutdownGracefully(0, LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS));
    }

    private static NettyServerBuilder builder(Settings settings) throws SSLException {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(settings.host(), settings.port()))
                .maxInboundMessageSize(EventRules.MAX_EVENT_BYTES)
                .maxInboundMetadataSize(MAX_HEAD_BYTES)
                .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
                .maxRstFramesPerWindow(MAX_RESETS, (int) RESETS_WINDOW.toSeconds())
                .flowControlWindow(FLOW_CONTROL_WINDOW_BYTES)
                .handshakeTimeout(HANDSHAKE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .maxConnectionIdle(MAX_IDLE.toSeconds(), TimeUnit.SECONDS)
                .keepAliveTime(KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .permitKeepAliveTime(LEAST_CLIENT_KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true);
        if (settings.certificate().isPresent()) {
            // The JDK's TLS, as on the other ports: it takes the key manager, which presents a renewed certificate.
            SslContext tls = GrpcSslContexts.configure(
                            SslContextBuilder.forServer(settings.certificate().get()), SslProvider.JDK)
                    .build();
            builder.sslContext(tls);
        }
        return builder;
    }
}
