package dev.weir.gateway.management;

import dev.weir.gateway.http.JsonAnswers;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code GET /ready}: 200 where everything that requests need is there, else 503 with the reasons. Never blocks. */
public final class Readiness implements HttpHandler {
    private final Map<String, Supplier<@Nullable String>> checks;

    /** @param checks by what is checked: why it is not ready, a sentence, or null where it is; they answer at once */
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
