package dev.weir.local.clickhouse;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final int TAIL_BYTES = 1 << 10;
    private static final Pattern FORMAT_CLAUSE =
            Pattern.compile("(?is).*\\bFORMAT\\s+(\\w+)\\s*(?:SETTINGS\\b[^']*)?;?\\s*");

    private static final HttpString EXCEPTION_CODE = new HttpString("X-ClickHouse-Exception-Code");
    private static final HttpString FORMAT = new HttpString("X-ClickHouse-Format");
    private static final HttpString QUERY_ID = new HttpString("X-ClickHouse-Query-Id");
    private static final HttpString SERVER = new HttpString("X-ClickHouse-Server-Display-Name");
    private static final HttpString SUMMARY = new HttpString("X-ClickHouse-Summary");
    private static final HttpString TIMEZONE = new HttpString("X-ClickHouse-Timezone");

    private final Engine engine;

    StatementHandler(Engine engine) {
        this.engine = engine;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws IOException {
        exchange.startBlocking();
        try {
            StatementRequest request = StatementRequest.of(exchange);
            exchange.getResponseHeaders()
                    .put(QUERY_ID, request.queryId())
                    .put(SERVER, "weir")
                    .put(TIMEZONE, "UTC");
            run(request, exchange);
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
        try (PushbackInputStream body = new PushbackInputStream(body(request, exchange));
                EngineSession session = engine.open(request.database(), request.settings())) {
            Optional<InsertStatement> insert =
                    isEmpty(body) ? Optional.empty() : InsertStatement.parse(request.query());
            if (insert.isPresent()) {
                try (EngineResult result = session.insert(insert.get(), request.parameters(), body)) {
                    answer(request, exchange, result, request.format());
                }
                return;
            }
            try (NativeBytes statement = NativeBytes.of(request.query())) {
                if (statement.length() > 0) {
                    statement.append("\n");
                }
                statement.append(body, STATEMENT_LIMIT_BYTES);
                if (statement.isBlank()) {
                    throw new EngineException(62, "SYNTAX_ERROR", "Empty query");
                }
                try (EngineResult result = session.run(statement, request.format(), request.parameters())) {
                    answer(request, exchange, result, formatOf(statement, request.format()));
                }
            }
        }
    }

    private static void answer(
            StatementRequest request, HttpServerExchange exchange, EngineResult result, String format)
            throws IOException {
        exchange.getResponseHeaders()
                .put(SUMMARY, result.summary())
                .put(FORMAT, format)
                .put(Headers.CONTENT_TYPE, contentType(format));
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

    private static boolean isEmpty(PushbackInputStream body) throws IOException {
        int first = body.read();
        if (first >= 0) {
            body.unread(first);
        }
        return first < 0;
    }

    private static String formatOf(NativeBytes statement, String otherwise) {
        Matcher matcher = FORMAT_CLAUSE.matcher(statement.end(TAIL_BYTES));
        return matcher.matches() ? matcher.group(1) : otherwise;
    }

    private static String contentType(String format) {
        if (format.startsWith("JSON")) {
            return format.contains("EachRow")
                    ? "application/x-ndjson; charset=UTF-8"
                    : "application/json; charset=UTF-8";
        }
        if (format.startsWith("CSV")) {
            return "text/csv; charset=UTF-8";
        }
        return format.startsWith("TSV") || format.startsWith("TabSeparated")
                ? "text/tab-separated-values; charset=UTF-8"
                : format.startsWith("Pretty") || format.equals("Vertical")
                        ? "text/plain; charset=UTF-8"
                        : "application/octet-stream";
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
