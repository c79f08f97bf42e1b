package dev.weir.local.clickhouse;

import dev.weir.local.clickhouse.StatementShape.InsertData;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one statement a request, on a worker thread, and answers with its output. */
final class StatementHandler implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(StatementHandler.class);

    private static final long STATEMENT_LIMIT_BYTES = 256L << 20;
    private static final int BLOCK_BYTES = 1 << 16;

    /** An insert names the format of its data within so much; nothing else is so long. */
    private static final int HEAD_BYTES = 1 << 20;

    private static final HttpString EXCEPTION_CODE = new HttpString("X-ClickHouse-Exception-Code");
    private static final HttpString FORMAT = new HttpString("X-ClickHouse-Format");
    private static final HttpString QUERY_ID = new HttpString("X-ClickHouse-Query-Id");
    private static final HttpString SERVER = new HttpString("X-ClickHouse-Server-Display-Name");
    private static final HttpString SUMMARY = new HttpString("X-ClickHouse-Summary");
    private static final HttpString TIMEZONE = new HttpString("X-ClickHouse-Timezone");

    private final Engine engine;
    private final Credentials credentials;
    private final RunningQueries running = new RunningQueries();

    StatementHandler(Engine engine, Credentials credentials) {
        this.engine = engine;
        this.credentials = credentials;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws IOException {
        exchange.startBlocking();
        try {
            credentials.check(exchange);
            StatementRequest request = StatementRequest.of(exchange);
            exchange.getResponseHeaders()
                    .put(QUERY_ID, request.queryId())
                    .put(SERVER, "weir")
                    .put(TIMEZONE, "UTC");
            running.begin(request.queryId());
            try {
                run(request, exchange);
            } finally {
                running.end(request.queryId());
            }
        } catch (EngineException refusal) {
            refuse(exchange, refusal);
        } catch (IOException | RuntimeException failure) {
            LOG.atWarn().setCause(failure).log("Cannot take a request or send its answer");
            if (!exchange.isResponseStarted()) {
                refuse(exchange, new EngineException(33, "CANNOT_READ_ALL_DATA", "Cannot read the body: " + failure));
            }
        }
    }

    private void run(StatementRequest request, HttpServerExchange exchange) throws EngineException, IOException {
        try (InputStream body = body(request, exchange)) {
            byte[] head = head(request.query(), body);
            StatementShape shape = StatementShape.of(ByteBuffer.wrap(head));
            if (shape.isEmpty()) {
                throw new EngineException(62, "SYNTAX_ERROR", "Empty query");
            }
            try (EngineSession session = engine.open(request.database(), request.settings())) {
                if (shape.insertData().isPresent()) {
                    insert(request, exchange, session, head, shape.insertData().get(), body);
                } else {
                    run(request, exchange, session, head, shape, body);
                }
            }
        }
    }

    private static void insert(
            StatementRequest request,
            HttpServerExchange exchange,
            EngineSession session,
            byte[] head,
            InsertData data,
            InputStream body)
            throws EngineException, IOException {
        byte[] insert = Arrays.copyOf(head, data.statementEnd());
        InputStream begin = new ByteArrayInputStream(head, data.begin(), head.length - data.begin());
        try (EngineResult result =
                session.insert(insert, data.format(), request.parameters(), new SequenceInputStream(begin, body))) {
            answer(request, exchange, result, request.format());
        }
    }

    private static void run(
            StatementRequest request,
            HttpServerExchange exchange,
            EngineSession session,
            byte[] head,
            StatementShape shape,
            InputStream body)
            throws EngineException, IOException {
        boolean isWhole = head.length < HEAD_BYTES;
        try (NativeBytes statement = NativeBytes.of(isWhole ? RunningQueries.withClientsIds(head, shape) : head)) {
            StatementShape whole = shape;
            if (!isWhole) {
                statement.append(body, STATEMENT_LIMIT_BYTES);
                whole = StatementShape.of(statement.asBuffer());
            }
            try (EngineResult result = session.run(statement, request.format(), request.parameters())) {
                answer(request, exchange, result, whole.format().orElse(request.format()));
            }
        }
    }

    /** The statement's beginning, or all of it: what the URL has of it, and the body behind it. */
    private static byte[] head(String query, InputStream body) throws IOException {
        byte[] begin = query.getBytes(StandardCharsets.UTF_8);
        byte[] rest = body.readNBytes(Math.max(1, HEAD_BYTES - begin.length));
        ByteArrayOutputStream head = new ByteArrayOutputStream(begin.length + 1 + rest.length);
        head.writeBytes(begin);
        if (rest.length > 0 && begin.length > 0 && begin[begin.length - 1] != '\n') {
            head.write('\n');
        }
        head.writeBytes(rest);
        return head.toByteArray();
    }

    private static void answer(
            StatementRequest request, HttpServerExchange exchange, EngineResult result, String format)
            throws IOException {
        exchange.getResponseHeaders()
                .put(SUMMARY, result.summary())
                .put(FORMAT, format)
                .put(Headers.CONTENT_TYPE, Formats.contentType(format));
        if (request.gzipAccepted() && !request.blockCompressed()) {
            exchange.getResponseHeaders().put(Headers.CONTENT_ENCODING, "gzip");
        } else if (!request.blockCompressed()) {
            exchange.setResponseContentLength(result.lengthBytes());
        }
        try (OutputStream plain = exchange.getOutputStream();
                OutputStream out = encoded(request, plain)) {
            result.writeTo(out);
        }
    }

    private static OutputStream encoded(StatementRequest request, OutputStream plain) throws IOException {
        if (request.blockCompressed()) {
            return CompressedBlocks.compressInto(plain);
        }
        return request.gzipAccepted() ? new GZIPOutputStream(plain, BLOCK_BYTES) : plain;
    }

    private static InputStream body(StatementRequest request, HttpServerExchange exchange)
            throws EngineException, IOException {
        InputStream received = exchange.getInputStream();
        @Nullable String encoding = exchange.getRequestHeaders().getFirst(Headers.CONTENT_ENCODING);
        if (encoding != null && !encoding.equals("gzip")) {
            throw new EngineException(
                    48, "NOT_IMPLEMENTED", "Content-Encoding " + encoding + " is not understood here; gzip is");
        }
        InputStream plain = encoding == null ? received : new GZIPInputStream(received, BLOCK_BYTES);
        return request.blocksInBody() ? CompressedBlocks.decompress(plain) : plain;
    }

    private static void refuse(HttpServerExchange exchange, EngineException refusal) throws IOException {
        LOG.atInfo().addKeyValue("code", refusal.code()).log("Refused a statement");
        exchange.setStatusCode(refusal.httpStatus());
        exchange.getResponseHeaders()
                .put(EXCEPTION_CODE, refusal.code())
                .put(Headers.CONTENT_TYPE, "text/plain; charset=UTF-8");
        exchange.getResponseSender().send(refusal.getMessage() + "\n");
    }
}
