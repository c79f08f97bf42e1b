// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import dev.weir.http.ApiError;
import dev.weir.http.BadParameterException;
import dev.weir.http.ContentEncoding;
import dev.weir.http.ErrorAnswers;
import dev.weir.http.MediaTypes;
import dev.weir.http.Parameters;
import dev.weir.http.QueryParameters;
import dev.weir.http.RequestHeaders;
import dev.weir.http.access.PageKey;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of a request, known before its body is read.
 *
 * @param attributes of the CloudEvent whose data is the body; null if the request is not in binary mode
 */
record IngestRequest(
        Dialect dialect,
        BodyFormat format,
        ContentEncoding encoding,
        @Nullable IdempotencyKey idempotencyKey,
        @Nullable HeaderAttributes attributes,
        boolean dryRun,
        boolean waitsUntilStored) {

    private static final HttpString IDEMPOTENCY_KEY = new HttpString("Idempotency-Key");

    /** A CloudEvent in binary mode has at least one of these. Other {@code ce-} headers alone do not make one. */
    private static final List<HttpString> REQUIRED_ATTRIBUTES = List.of(
            new HttpString("ce-specversion"),
            new HttpString("ce-id"),
            new HttpString("ce-source"),
            new HttpString("ce-type"));

    private static final String STRUCTURED = "application/cloudevents";
    private static final String KEY_RULE =
            "Idempotency-Key must be 1 to " + IdempotencyKey.MAX_LENGTH + " visible ASCII characters, without blanks.";
    private static final String DRY_RUN = "dry_run";
    private static final String WAIT = "wait";
    private static final String STORED = "stored";
    private static final List<String> OF_EVENTS = List.of(DRY_RUN, WAIT, PageKey.PARAMETER);
    private static final List<String> OF_OTHER_INTERFACES = List.of(DRY_RUN, WAIT);
    static final MediaTypes<BodyFormat> MEDIA_TYPES = mediaTypes();
    private static final MediaTypes<BodyFormat> ONLY_JSON =
            new MediaTypes<>(Map.of("application/json", BodyFormat.JSON), BodyFormat.JSON);

    /** Returns null if the request is refused; the response has been sent then. */
    static @Nullable IngestRequest of(Dialect dialect, HttpServerExchange exchange) {
        boolean dryRun = false;
        boolean waitsUntilStored = false;
        try {
            if (!exchange.getQueryString().isEmpty()) {
                Parameters parameters = Parameters.of(
                        QueryParameters.of(exchange), dialect == Dialect.WEIR ? OF_EVENTS : OF_OTHER_INTERFACES);
                // The access control has checked the key.
                parameters.text(PageKey.PARAMETER);
                dryRun = parameters.flag(DRY_RUN);
                waitsUntilStored = waitsUntilStored(parameters);
            }
            IdempotencyKey key = idempotencyKey(exchange);
            boolean isBinary = dialect == Dialect.WEIR && isBinaryMode(exchange);
            HeaderAttributes attributes = isBinary
                    ? HeaderAttributes.of(exchange, RequestHeaders.single(exchange, Headers.CONTENT_TYPE))
                    : null;
            BodyFormat format = isBinary
                    ? BodyFormat.CLOUD_EVENT
                    : (dialect == Dialect.WEIR ? MEDIA_TYPES : ONLY_JSON).formatOf(exchange);
            ContentEncoding encoding = format == null ? null : ContentEncoding.of(exchange);
            return format == null || encoding == null
                    ? null
                    : new IngestRequest(dialect, format, encoding, key, attributes, dryRun, waitsUntilStored);
        } catch (BadParameterException bad) {
            ErrorAnswers.send(exchange, bad);
            return null;
        }
    }

    private static boolean waitsUntilStored(Parameters parameters) throws BadParameterException {
        if (!parameters.has(WAIT)) {
            return false;
        }
        if (STORED.equals(parameters.text(WAIT))) {
            return true;
        }
        throw Parameters.invalid(WAIT, "must be " + STORED + ", or left out");
    }

    private static @Nullable IdempotencyKey idempotencyKey(HttpServerExchange exchange) throws BadParameterException {
        String header = RequestHeaders.single(exchange, IDEMPOTENCY_KEY);
        if (header == null) {
            return null;
        }
        IdempotencyKey key = IdempotencyKey.of(header);
        if (key == null) {
            throw new BadParameterException(ApiError.INVALID_HEADER, IDEMPOTENCY_KEY.toString(), KEY_RULE);
        }
        return key;
    }

    /** A structured CloudEvent may repeat its attributes in headers, which are ignored then. */
    private static boolean isBinaryMode(HttpServerExchange exchange) {
        if (REQUIRED_ATTRIBUTES.stream().noneMatch(exchange.getRequestHeaders()::contains)) {
            return false;
        }
        String type = RequestHeaders.list(exchange, Headers.CONTENT_TYPE);
        return type == null || !MediaTypes.typeOf(type).startsWith(STRUCTURED);
    }

    private static MediaTypes<BodyFormat> mediaTypes() {
        Map<String, BodyFormat> formats = new LinkedHashMap<>();
        formats.put("application/json", BodyFormat.JSON);
        formats.put("application/x-ndjson", BodyFormat.NDJSON);
        formats.put("application/cloudevents+json", BodyFormat.CLOUD_EVENT);
        formats.put("application/cloudevents-batch+json", BodyFormat.CLOUD_EVENT_BATCH);
        return new MediaTypes<>(formats, BodyFormat.JSON);
    }
}
