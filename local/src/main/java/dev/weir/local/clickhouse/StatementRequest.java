// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request to ClickHouse's HTTP interface, without its body.
 *
 * @param query the statement or its beginning; empty if the body contains all of it
 * @param format of the response, unless the statement names one
 * @param settings for this statement, by name
 * @param parameters for the statement's placeholders, by name
 * @param session the client's session, which is kept between requests
 * @param isRead true if the request must not change anything
 * @param blockCompressed true if the response is sent in ClickHouse's compressed blocks
 * @param blocksInBody true if the body arrives in such blocks
 * @param encoding of the response's body
 */
record StatementRequest(
        String query,
        String queryId,
        @Nullable String database,
        String format,
        Map<String, String> settings,
        Map<String, String> parameters,
        Optional<KeptSession> session,
        boolean isRead,
        boolean blockCompressed,
        boolean blocksInBody,
        Optional<BodyEncodings> encoding) {
    /**
     * A session with an id from its client.
     *
     * @param mustExist true if a missing session is an error
     * @param ends true if the session ends with this request
     */
    record KeptSession(String id, Duration timeout, boolean mustExist, boolean ends) {}

    /** From this revision on, {@code Native} contains parts that the engine does not write. */
    private static final long NEW_NATIVE_REVISION = 54_454;

    private static final String PARAMETER_PREFIX = "param_";

    /**
     * Parameters of the HTTP interface itself. Others are settings, parameters of the statement, or about external
     * tables.
     */
    private static final Set<String> OWN = Set.of(
            "query",
            "query_id",
            "database",
            "default_format",
            "compress",
            "decompress",
            "user",
            "password",
            "quota_key",
            "role",
            "buffer_size",
            "wait_end_of_query",
            "stacktrace",
            "client_protocol_version",
            "close_session",
            "session_id",
            "session_timeout",
            "session_check");

    static StatementRequest of(HttpServerExchange exchange, Form form) throws EngineException {
        Map<String, String> settings = new LinkedHashMap<>();
        Map<String, String> parameters = new LinkedHashMap<>();
        form.parameters().forEach((name, value) -> {
            if (name.startsWith(PARAMETER_PREFIX)) {
                parameters.put(name.substring(PARAMETER_PREFIX.length()), value);
            } else if (!OWN.contains(name) && !form.describesTable(name)) {
                settings.put(name, value);
            }
        });
        String queryId = orElse(
                either(parameter(form, "query_id"), header(exchange, "X-ClickHouse-Query-Id")),
                UUID.randomUUID().toString());
        // The engine assigns its own ids. RunningQueries finds the statement by this setting.
        settings.putIfAbsent("log_comment", queryId);
        Optional<KeptSession> session = session(form);
        boolean isRead = !exchange.getRequestMethod().equals(Methods.POST);
        if (isRead) {
            settings.remove("readonly");
            if (session.isEmpty()) {
                // This setting must be the last, because it cannot be changed after that. For the same reason, a kept
                // session cannot have it.
                settings.put("readonly", "2");
            }
        }
        return new StatementRequest(
                orElse(parameter(form, "query"), ""),
                queryId,
                either(parameter(form, "database"), header(exchange, "X-ClickHouse-Database")),
                format(exchange, form),
                settings,
                parameters,
                session,
                isRead,
                "1".equals(parameter(form, "compress")),
                "1".equals(parameter(form, "decompress")),
                "1".equals(settings.get("enable_http_compression"))
                        ? BodyEncodings.accepted(
                                orElse(exchange.getRequestHeaders().getFirst(Headers.ACCEPT_ENCODING), ""))
                        : Optional.empty());
    }

    /** @throws EngineException if the client would misread the response */
    void checkFormat(String answered, Form form) throws EngineException {
        String revision = form.parameters().getOrDefault("client_protocol_version", "0");
        if (answered.equalsIgnoreCase("Native")
                && revision.matches("\\d{1,9}")
                && Long.parseLong(revision) >= NEW_NATIVE_REVISION) {
            throw new EngineException(
                    48,
                    "NOT_IMPLEMENTED",
                    "This server writes Native without client_protocol_version " + revision
                            + "; ask for another format, or use a ClickHouse server");
        }
    }

    private static String format(HttpServerExchange exchange, Form form) {
        return orElse(either(parameter(form, "default_format"), header(exchange, "X-ClickHouse-Format")), "TSV");
    }

    private static Optional<KeptSession> session(Form form) throws EngineException {
        @Nullable String id = parameter(form, "session_id");
        if (id == null) {
            return Optional.empty();
        }
        String timeout =
                orElse(parameter(form, "session_timeout"), Long.toString(Sessions.DEFAULT_TIMEOUT.toSeconds()));
        if (!timeout.matches("\\d{1,9}")) {
            throw new EngineException(36, "BAD_ARGUMENTS", "Invalid session timeout: '" + timeout + "'");
        }
        return Optional.of(new KeptSession(
                id,
                Duration.ofSeconds(Long.parseLong(timeout)),
                "1".equals(parameter(form, "session_check")),
                "1".equals(parameter(form, "close_session"))));
    }

    private static @Nullable String parameter(Form form, String name) {
        @Nullable String value = form.parameters().get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    private static @Nullable String header(HttpServerExchange exchange, String name) {
        return exchange.getRequestHeaders().getFirst(HttpString.tryFromString(name));
    }

    private static @Nullable String either(@Nullable String first, @Nullable String second) {
        return first == null ? second : first;
    }

    private static String orElse(@Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }
}
