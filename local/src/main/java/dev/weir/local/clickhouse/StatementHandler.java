// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one statement per request on a worker thread, and responds with its output or with an error. */
final class StatementHandler implements HttpHandler, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatementHandler.class);

    private static final HttpString EXCEPTION_CODE = new HttpString("X-ClickHouse-Exception-Code");
    private static final HttpString QUERY_ID = new HttpString("X-ClickHouse-Query-Id");
    private static final HttpString SERVER = new HttpString("X-ClickHouse-Server-Display-Name");
    private static final HttpString TIMEZONE = new HttpString("X-ClickHouse-Timezone");

    private final Engine engine;
    private final Credentials credentials;
    private final RunningQueries running = new RunningQueries();
    private final ClientWatch clients = new ClientWatch();
    private final Sessions sessions;

    StatementHandler(Engine engine, Credentials credentials) {
        this.engine = engine;
        this.credentials = credentials;
        this.sessions = new Sessions(engine::open, System::nanoTime);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws IOException {
        exchange.startBlocking();
        try {
            credentials.check(exchange);
            Form form = Form.of(exchange);
            StatementRequest request = StatementRequest.of(exchange, form);
            exchange.getResponseHeaders()
                    .put(QUERY_ID, request.queryId())
                    .put(SERVER, "weir")
                    .put(TIMEZONE, request.settings().getOrDefault("session_timezone", "UTC"));
            running.begin(request.queryId());
            try (Held held = new Held()) {
                held.add(() -> running.end(request.queryId()));
                new StatementRun(engine, sessions, clients, exchange, form, request, held).run();
            }
        } catch (EngineException refusal) {
            refuse(exchange, refusal);
        } catch (IOException | RuntimeException failure) {
            LOG.atWarn().setCause(failure).log("Cannot read a request or send its response");
            if (!exchange.isResponseStarted()) {
                refuse(exchange, new EngineException(33, "CANNOT_READ_ALL_DATA", "Cannot read the whole body"));
            }
        }
    }

    private static void refuse(HttpServerExchange exchange, EngineException refusal) throws IOException {
        LOG.atInfo().addKeyValue("code", refusal.code()).log("Refused a statement");
        exchange.setStatusCode(refusal.httpStatus());
        exchange.getResponseHeaders()
                .put(EXCEPTION_CODE, refusal.code())
                .put(Headers.CONTENT_TYPE, "text/plain; charset=UTF-8");
        exchange.getResponseSender().send(refusal.getMessage() + "\n");
    }

    @Override
    public void close() {
        clients.close();
        sessions.close();
    }
}
