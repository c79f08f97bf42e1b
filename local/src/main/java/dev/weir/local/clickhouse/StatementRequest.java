package dev.weir.local.clickhouse;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a request to ClickHouse's HTTP interface says outside its body.
 *
 * @param query the statement, or its beginning; empty when the body has it all
 * @param format of the answer, unless the statement names one
 * @param settings for this statement, by name
 * @param parameters for the statement's placeholders, by name
 * @param blockCompressed whether the answer is sent in ClickHouse's own compressed blocks
 * @param blocksInBody whether the body arrives in such blocks
 */
record StatementRequest(
        String query,
        String queryId,
        @Nullable String database,
        String format,
        Map<String, String> settings,
        Map<String, String> parameters,
        boolean blockCompressed,
        boolean blocksInBody,
        boolean gzipAccepted) {
    private static final String PARAMETER_PREFIX = "param_";

    /** Parameters of the interface itself; whatever else is in the URL is a setting. */
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

    static StatementRequest of(HttpServerExchange exchange) throws EngineException {
        Map<String, String> settings = new LinkedHashMap<>();
        Map<String, String> parameters = new LinkedHashMap<>();
        for (Map.Entry<String, Deque<String>> entry :
                exchange.getQueryParameters().entrySet()) {
            String name = entry.getKey();
            String value = entry.getValue().getLast();
            if (name.startsWith(PARAMETER_PREFIX)) {
                parameters.put(name.substring(PARAMETER_PREFIX.length()), value);
            } else if (!OWN.contains(name)) {
                settings.put(name, value);
            }
        }
        if (parameter(exchange, "session_id") != null) {
            throw new EngineException(
                    48, "NOT_IMPLEMENTED", "This server keeps no sessions: every request is one of its own");
        }
        String queryId = orElse(
                either(parameter(exchange, "query_id"), header(exchange, "X-ClickHouse-Query-Id")),
                UUID.randomUUID().toString());
        // The engine has ids of its own: by this one RunningQueries finds the statement.
        settings.putIfAbsent("log_comment", queryId);
        if (!exchange.getRequestMethod().equals(Methods.POST)) {
            // As ClickHouse does: a GET changes nothing. Last, because it forbids to change it again.
            settings.remove("readonly");
            settings.put("readonly", "2");
        }
        return new StatementRequest(
                orElse(parameter(exchange, "query"), ""),
                queryId,
                either(parameter(exchange, "database"), header(exchange, "X-ClickHouse-Database")),
                orElse(either(parameter(exchange, "default_format"), header(exchange, "X-ClickHouse-Format")), "TSV"),
                settings,
                parameters,
                "1".equals(parameter(exchange, "compress")),
                "1".equals(parameter(exchange, "decompress")),
                "1".equals(settings.get("enable_http_compression"))
                        && orElse(exchange.getRequestHeaders().getFirst(Headers.ACCEPT_ENCODING), "")
                                .contains("gzip"));
    }

    private static @Nullable String parameter(HttpServerExchange exchange, String name) {
        @Nullable Deque<String> values = exchange.getQueryParameters().get(name);
        return values == null || values.getLast().isEmpty() ? null : values.getLast();
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
