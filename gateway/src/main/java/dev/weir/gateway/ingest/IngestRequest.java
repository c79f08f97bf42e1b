package dev.weir.gateway.ingest;

import dev.weir.gateway.http.ApiError;
import dev.weir.gateway.http.ContentEncoding;
import dev.weir.gateway.http.ErrorAnswers;
import dev.weir.gateway.http.MediaTypes;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a request says about itself before its body is read. */
record IngestRequest(
        BodyFormat format,
        ContentEncoding encoding,
        @Nullable IdempotencyKey idempotencyKey,
        boolean dryRun) {

    private static final HttpString IDEMPOTENCY_KEY = new HttpString("Idempotency-Key");
    private static final String DRY_RUN = "dry_run";
    private static final MediaTypes<BodyFormat> MEDIA_TYPES = mediaTypes();

    /** Null, with the request answered, where it is refused already. */
    static @Nullable IngestRequest of(HttpServerExchange exchange) {
        for (Map.Entry<String, ? extends Collection<String>> parameter :
                exchange.getQueryParameters().entrySet()) {
            if (!parameter.getKey().equals(DRY_RUN)) {
                return refuse(exchange, ApiError.UNKNOWN_PARAMETER, parameter.getKey(), "Only dry_run is known here.");
            }
            if (parameter.getValue().size() != 1
                    || !isFlag(parameter.getValue().iterator().next())) {
                return refuse(exchange, ApiError.INVALID_PARAMETER, DRY_RUN, "dry_run is true or false, once.");
            }
        }
        boolean dryRun = exchange.getQueryParameters().containsKey(DRY_RUN)
                && exchange.getQueryParameters().get(DRY_RUN).contains("true");

        HeaderValues keys = exchange.getRequestHeaders().get(IDEMPOTENCY_KEY);
        if (keys != null && (keys.size() != 1 || !IdempotencyKey.isValid(keys.getFirst()))) {
            return refuse(
                    exchange,
                    ApiError.INVALID_HEADER,
                    "Idempotency-Key",
                    "Idempotency-Key is 1 to %d visible ASCII characters, once.".formatted(IdempotencyKey.MAX_LENGTH));
        }
        BodyFormat format = MEDIA_TYPES.formatOf(exchange);
        if (format == null) {
            return null;
        }
        ContentEncoding encoding = ContentEncoding.of(exchange);
        if (encoding == null) {
            return null;
        }
        return new IngestRequest(format, encoding, keys == null ? null : new IdempotencyKey(keys.getFirst()), dryRun);
    }

    private static boolean isFlag(String text) {
        return text.equals("true") || text.equals("false");
    }

    private static @Nullable IngestRequest refuse(
            HttpServerExchange exchange, ApiError error, String field, String message) {
        ErrorAnswers.send(exchange, error, Printable.of(field), message);
        return null;
    }

    private static MediaTypes<BodyFormat> mediaTypes() {
        Map<String, BodyFormat> formats = new LinkedHashMap<>();
        formats.put("application/json", BodyFormat.JSON);
        formats.put("application/x-ndjson", BodyFormat.NDJSON);
        return new MediaTypes<>(formats);
    }
}
