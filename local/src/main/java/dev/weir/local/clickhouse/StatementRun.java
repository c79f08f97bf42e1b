// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import dev.weir.local.clickhouse.EngineSession.Before;
import dev.weir.local.clickhouse.Form.ExternalTable;
import dev.weir.local.clickhouse.StatementRequest.KeptSession;
import dev.weir.local.clickhouse.StatementShape.InsertData;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one statement, from its request to its response. */
final class StatementRun {
    private static final Logger LOG = LoggerFactory.getLogger(StatementRun.class);

    private static final long STATEMENT_LIMIT_BYTES = 256L << 20;

    /**
     * An insert must name the format of its data within this many bytes. Longer statements without such data are read
     * up to {@link #STATEMENT_LIMIT_BYTES}.
     */
    private static final int HEAD_BYTES = 1 << 20;

    private static final HttpString FORMAT = new HttpString("X-ClickHouse-Format");
    private static final HttpString SUMMARY = new HttpString("X-ClickHouse-Summary");
    private static final String ID_OF_STATEMENT = "log_comment";
    private static final String CANCELS = "cancel_http_readonly_queries_on_client_close";

    private final Engine engine;
    private final Sessions sessions;
    private final ClientWatch clients;
    private final HttpServerExchange exchange;
    private final Form form;
    private final StatementRequest request;
    private final Held held;

    /** @param held is closed before a response is sent */
    StatementRun(
            Engine engine,
            Sessions sessions,
            ClientWatch clients,
            HttpServerExchange exchange,
            Form form,
            StatementRequest request,
            Held held) {
        this.engine = engine;
        this.sessions = sessions;
        this.clients = clients;
        this.exchange = exchange;
        this.form = form;
        this.request = request;
        this.held = held;
    }

    void run() throws EngineException, IOException {
        try (InputStream body = body()) {
            byte[] head = head(body);
            StatementShape shape = StatementShape.of(ByteBuffer.wrap(head));
            if (shape.isEmpty()) {
                throw new EngineException(62, "SYNTAX_ERROR", "Empty query");
            }
            if (request.isRead() && request.session().isPresent() && !shape.isRead()) {
                throw new EngineException(164, "READONLY", "Cannot execute query in readonly mode: use POST");
            }
            request.checkFormat(shape.format().orElse(request.format()), form);
            try (Engine.Turn turn = engine.turn();
                    held) {
                if (request.session().isPresent()) {
                    run(kept(request.session().get()), head, shape, body);
                } else {
                    try (EngineSession session = engine.open()) {
                        run(session, head, shape, body);
                    }
                }
            }
        }
    }

    private EngineSession kept(KeptSession kept) throws EngineException, IOException {
        EngineSession session = sessions.take(kept.id(), kept.mustExist());
        held.add(() -> sessions.giveBack(kept.id(), kept.timeout(), kept.ends()));
        held.add(() -> dropTables(session));
        List<String> settings = new ArrayList<>(request.settings().keySet());
        settings.remove(ID_OF_STATEMENT);
        Before before = session.before(settings);
        held.add(() -> restore(session, before));
        return session;
    }

    /**
     * Undoes the settings and the database in the request's URL. Changes that the statement itself made to the session
     * stay.
     */
    private void restore(EngineSession session, Before before) {
        try {
            session.restore(before, request.database() != null);
        } catch (EngineException failed) {
            LOG.atWarn().addKeyValue("reason", failed.getMessage()).log("A session keeps settings of a request");
        }
    }

    private void dropTables(EngineSession session) {
        try {
            for (String table : form.files().keySet()) {
                session.dropTable(table);
            }
        } catch (EngineException failed) {
            LOG.atWarn().addKeyValue("reason", failed.getMessage()).log("A session keeps a table of a request");
        }
    }

    private void run(EngineSession session, byte[] head, StatementShape shape, InputStream body)
            throws EngineException, IOException {
        session.use(request.database());
        session.set(request.settings());
        for (ExternalTable table : form.externalTables()) {
            try (InputStream data = form.open(table)) {
                session.addTable(table.name(), table.structure(), table.format(), data);
            }
        }
        if (shape.insertData().isPresent()) {
            insert(session, head, shape.insertData().get(), body);
        } else if (shape.isKill()) {
            kill(session, head, shape);
        } else {
            run(session, head, shape, body, head.length < HEAD_BYTES);
        }
    }

    private void insert(EngineSession session, byte[] head, InsertData data, InputStream body)
            throws EngineException, IOException {
        byte[] insert = Arrays.copyOf(head, data.statementEnd());
        InputStream begin = new ByteArrayInputStream(head, data.begin(), head.length - data.begin());
        try (EngineResult result =
                session.insert(insert, data.format(), request.parameters(), new SequenceInputStream(begin, body))) {
            answer(result, request.format());
        }
    }

    private void run(EngineSession session, byte[] head, StatementShape shape, InputStream body, boolean isWhole)
            throws EngineException, IOException {
        try (NativeBytes statement = NativeBytes.of(isWhole ? RunningQueries.withClientsIds(head, shape) : head)) {
            StatementShape whole = shape;
            if (!isWhole) {
                statement.append(body, STATEMENT_LIMIT_BYTES);
                whole = StatementShape.of(statement.asBuffer());
            }
            try (EngineResult result = whole.isRead() ? watched(session, statement) : plain(session, statement)) {
                answer(result, whole.format().orElse(request.format()));
            }
        }
    }

    private EngineResult plain(EngineSession session, NativeBytes statement) throws EngineException {
        return session.run(statement, request.format(), request.parameters());
    }

    /** Kills the statement if its client disconnects, because nothing else needs its result. */
    private EngineResult watched(EngineSession session, NativeBytes statement) throws EngineException {
        if ("0".equals(request.settings().get(CANCELS))) {
            return plain(session, statement);
        }
        String id = request.settings().getOrDefault(ID_OF_STATEMENT, request.queryId());
        try (ClientWatch.Watch watch = clients.watch(exchange, () -> engine.kill(id))) {
            return plain(session, statement);
        }
    }

    /** The result contains the clients' ids of the killed statements instead of the engine's ids. */
    private void kill(EngineSession session, byte[] head, StatementShape shape) throws EngineException, IOException {
        String ids = session.query(RunningQueries.IDS);
        try (NativeBytes statement = NativeBytes.of(RunningQueries.withClientsIds(head, shape));
                EngineResult result = plain(session, statement)) {
            byte[] rows = RunningQueries.withClientsIds(result.text(), ids).getBytes(StandardCharsets.UTF_8);
            describe(result, shape.format().orElse(request.format()));
            held.close();
            try (OutputStream out = output(rows.length)) {
                out.write(rows);
            }
        }
    }

    private void answer(EngineResult result, String format) throws IOException {
        describe(result, format);
        held.close();
        try (OutputStream out = output(result.lengthBytes())) {
            result.writeTo(out);
        }
    }

    private void describe(EngineResult result, String format) {
        exchange.getResponseHeaders()
                .put(SUMMARY, result.summary())
                .put(FORMAT, format)
                .put(Headers.CONTENT_TYPE, Formats.contentType(format));
    }

    private OutputStream output(long plainBytes) throws IOException {
        if (request.blockCompressed()) {
            return CompressedBlocks.compressInto(exchange.getOutputStream());
        }
        if (request.encoding().isPresent()) {
            exchange.getResponseHeaders()
                    .put(Headers.CONTENT_ENCODING, request.encoding().get().token());
            return request.encoding().get().encode(exchange.getOutputStream());
        }
        exchange.setResponseContentLength(plainBytes);
        return exchange.getOutputStream();
    }

    private InputStream body() throws EngineException {
        if (form.isBodyRead()) {
            return InputStream.nullInputStream();
        }
        Optional<String> encoding =
                Optional.ofNullable(exchange.getRequestHeaders().getFirst(Headers.CONTENT_ENCODING));
        Optional<BodyEncodings> known = BodyEncodings.ofRequest(encoding.orElse(""));
        try {
            InputStream received = exchange.getInputStream();
            InputStream plain = known.isPresent() ? known.get().decode(received) : received;
            return request.blocksInBody() ? CompressedBlocks.decompress(plain) : plain;
        } catch (IOException broken) {
            throw broken(encoding);
        }
    }

    private EngineException broken(Optional<String> encoding) {
        return new EngineException(
                271,
                "CANNOT_DECOMPRESS",
                request.blocksInBody()
                        ? "The body does not consist of ClickHouse's compressed blocks, as decompress=1 requires"
                        : "The body is not " + encoding.orElse("plain")
                                + ", as Content-Encoding says, or it is cut off");
    }

    /** The statement or its beginning: the part in the URL, followed by the body. */
    private byte[] head(InputStream body) throws EngineException, IOException {
        byte[] begin = request.query().getBytes(StandardCharsets.UTF_8);
        byte[] rest;
        try {
            rest = body.readNBytes(Math.max(1, HEAD_BYTES - begin.length));
        } catch (IOException broken) {
            if (request.blocksInBody() || exchange.getRequestHeaders().contains(Headers.CONTENT_ENCODING)) {
                throw broken(Optional.ofNullable(exchange.getRequestHeaders().getFirst(Headers.CONTENT_ENCODING)));
            }
            throw broken;
        }
        ByteArrayOutputStream head = new ByteArrayOutputStream(begin.length + 1 + rest.length);
        head.writeBytes(begin);
        if (rest.length > 0 && begin.length > 0 && begin[begin.length - 1] != '\n') {
            head.write('\n');
        }
        head.writeBytes(rest);
        return head.toByteArray();
    }
}
