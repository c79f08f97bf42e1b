// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.GracefulShutdownHandler;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.Options;

/**
 * Serves the ClickHouse engine over ClickHouse's HTTP interface.
 *
 * <p>The server listens on loopback only, and rejects requests from pages of other sites. A process can run one engine,
 * which holds one data directory.
 */
public final class ClickHouseServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClickHouseServer.class);

    private static final int CONCURRENT_STATEMENTS = 16;
    private static final int WORKERS = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The engine's parser recurses on the thread of the request, so that thread needs a large stack. */
    private static final long WORKER_STACK_BYTES = 8L << 20;

    private final Engine engine;
    private final StatementHandler statements;
    private final GracefulShutdownHandler requests;
    private final Undertow listener;

    private ClickHouseServer(Engine engine, Credentials credentials, int port) {
        this.engine = engine;
        this.statements = new StatementHandler(engine, credentials);
        this.requests = Handlers.gracefulShutdown(new PageGuard(routes(statements)));
        this.listener = Undertow.builder()
                .addHttpListener(port, "127.0.0.1")
                .setHandler(requests)
                .setIoThreads(2)
                .setWorkerThreads(WORKERS)
                .setWorkerOption(Options.STACK_SIZE, WORKER_STACK_BYTES)
                .setServerOption(UndertowOptions.MAX_PARAMETERS, 10_000)
                // Inserts may have any size. Undertow's default limit is 2 MiB.
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                // A statement may also be in the URL.
                .setServerOption(UndertowOptions.MAX_HEADER_SIZE, 1 << 20)
                .build();
    }

    /**
     * Starts the engine and listens. Creates the data directory if it is missing.
     *
     * @param library the engine, {@code libchdb.so}
     * @param port 0 for any free port
     * @param user the user name that requests must send
     * @param password the password that requests must send
     */
    public static ClickHouseServer start(Path library, Path dataDirectory, int port, String user, String password)
            throws IOException {
        if (!Files.isRegularFile(library)) {
            throw new IOException("The ClickHouse engine is not at " + library + "; `mvn package` brings it with npm.");
        }
        Files.createDirectories(dataDirectory);
        Engine engine = new Engine(library, dataDirectory, CONCURRENT_STATEMENTS, PATIENCE);
        ClickHouseServer server = new ClickHouseServer(engine, new Credentials(user, password), port);
        try {
            server.listener.start();
        } catch (RuntimeException failure) {
            engine.close();
            throw new IOException("Cannot listen on port " + port + ": " + failure.getMessage(), failure);
        }
        LOG.atInfo().addKeyValue("port", server.port()).log("Listening");
        return server;
    }

    public int port() {
        return ((InetSocketAddress) listener.getListenerInfo().get(0).getAddress()).getPort();
    }

    /** Rejects new statements, waits a limited time for running ones, and closes the engine. */
    @Override
    public void close() {
        requests.shutdown();
        try {
            requests.awaitShutdown(PATIENCE.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        listener.stop();
        statements.close();
        engine.close();
    }

    private static HttpHandler routes(StatementHandler statements) {
        HttpHandler alive = exchange -> {
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain; charset=UTF-8");
            exchange.getResponseSender().send("Ok.\n");
        };
        HttpHandler blocking = Handlers.httpContinueRead(new BlockingHandler(statements));
        HttpHandler root = exchange -> {
            boolean bare = !exchange.getRequestMethod().equals(Methods.POST)
                    && !exchange.getQueryParameters().containsKey("query");
            (bare ? alive : blocking).handleRequest(exchange);
        };
        return Handlers.path(exchange -> {
                    exchange.setStatusCode(404);
                    exchange.getResponseSender().send("There is no " + exchange.getRequestPath() + "\n");
                })
                .addExactPath("/", root)
                .addExactPath("/ping", alive);
    }
}
