// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.management;

import dev.weir.http.JsonAnswers;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Handles {@code GET /ready}: 200 if every check passes, otherwise 503 with the reasons. Never blocks. */
public final class Readiness implements HttpHandler {
    private final Map<String, Supplier<@Nullable String>> checks;

    /** @param checks checks by name. A check returns a sentence that says why it fails, or null, and must not block. */
    public Readiness(Map<String, Supplier<@Nullable String>> checks) {
        this.checks = new LinkedHashMap<>(checks);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        Map<String, String> problems = new LinkedHashMap<>();
        checks.forEach((name, check) -> {
            String problem = check.get();
            if (problem != null) {
                problems.put(name, problem);
            }
        });
        JsonAnswers.send(exchange, problems.isEmpty() ? 200 : 503, json -> {
            json.writeStartObject();
            json.writeStringField("status", problems.isEmpty() ? "ready" : "not_ready");
            if (!problems.isEmpty()) {
                json.writeObjectFieldStart("reasons");
                for (Map.Entry<String, String> problem : problems.entrySet()) {
                    json.writeStringField(problem.getKey(), problem.getValue());
                }
                json.writeEndObject();
            }
            json.writeEndObject();
        });
    }
}
