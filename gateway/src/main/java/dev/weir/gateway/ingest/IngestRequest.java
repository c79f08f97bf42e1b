package dev.weir.gateway.ingest;

import dev.weir.gateway.http.ApiError;
import dev.weir.gateway.http.BadParameterException;
import dev.weir.gateway.http.ContentEncoding;
import dev.weir.gateway.http.ErrorAnswers;
import dev.weir.gateway.http.MediaTypes;
import dev.weir.gateway.http.Parameters;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a request says about itself before its body is read. */
record IngestRequest(
        BodyFormat format,
        ContentEncoding encoding,
        @Nullable IdempotencyKey idempotencyKey,
        boolean dryRun,
        boolean waitsUntilStored) {

    private static final HttpString IDEMPOTENCY_KEY = new HttpString("Idempotency-Key");

    /** Every CloudEvent in binary mode has it. */
    private static final HttpString SPEC_VERSION = new HttpString("ce-specversion");

    private static final String DRY_RUN = "dry_run";
    private static final String WAIT = "wait";
    private static final String STORED = "stored";
    static final MediaTypes<BodyFormat> MEDIA_TYPES = mediaTypes();

    /** Null, with the request answered, where it is refused already. */
    static @Nullable IngestRequest of(HttpServerExchange exchange) {
        boolean dryRun;
        boolean waitsUntilStored;
        try {
            Parameters parameters = Parameters.of(exchange.getQueryParameters(), List.of(DRY_RUN, WAIT));
            dryRun = parameters.flag(DRY_RUN);
            waitsUntilStored = parameters.has(WAIT);
            if (waitsUntilStored && !STORED.equals(parameters.text(WAIT))) {
                throw Parameters.invalid(WAIT, "must be " + STORED + ", or left out");
            }
        } catch (BadParameterException bad) {
            ErrorAnswers.send(exchange, bad);
            return null;
        }

        HeaderValues keys = exchange.getRequestHeaders().get(IDEMPOTENCY_KEY);
        if (keys != null && (keys.size() != 1 || !IdempotencyKey.isValid(keys.getFirst()))) {
            return refuse(
                    exchange,
                    ApiError.INVALID_HEADER,
                    "Idempotency-Key",
                    String.format(
                            Locale.ROOT,
                            "Idempotency-Key is 1 to %d visible ASCII characters, once.",
                            IdempotencyKey.MAX_LENGTH));
        }
        BodyFormat format = MEDIA_TYPES.formatOf(exchange);
        if (format == null) {
            return null;
        }
        if (!format.isCloudEvents() && exchange.getRequestHeaders().contains(SPEC_VERSION)) {
            return refuse(
                    exchange,
                    ApiError.INVALID_HEADER,
                    "ce-specversion",
                    "CloudEvents in binary mode, with their attributes in headers, are not supported; send the whole event"
                            + " as application/cloudevents+json.");
        }
        ContentEncoding encoding = ContentEncoding.of(exchange);
        if (encoding == null) {
            return null;
        }
        return new IngestRequest(
                format, encoding, keys == null ? null : new IdempotencyKey(keys.getFirst()), dryRun, waitsUntilStored);
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
        formats.put("application/cloudevents+json", BodyFormat.CLOUD_EVENT);
        formats.put("application/cloudevents-batch+json", BodyFormat.CLOUD_EVENT_BATCH);
        return new MediaTypes<>(formats);
    }
}
