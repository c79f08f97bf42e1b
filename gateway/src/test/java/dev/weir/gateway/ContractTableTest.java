// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.luben.zstd.Zstd;
import dev.weir.gateway.TestGateway.Answer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests every response of the contract over HTTP, one row each. {@code docs/api.md} lists the borderline cases. */
class ContractTableTest {
    private static final TestGateway gateway = new TestGateway();
    private static final TestGateway full = new TestGateway(0, Map.of());
    private static final TestGateway withoutKafka = new TestGateway();

    private static final String JSON = "application/json";
    private static final String NDJSON = "application/x-ndjson";
    private static final String CLOUD_EVENT = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";
    private static final String NONE = "";

    private static final String GOOD = "{\"user_id\":\"u\",\"video_id\":\"v\"}";
    private static final int MIB_5 = 5 * 1024 * 1024;
    private static final int KIB_32 = 32 * 1024;
    private static final int KIB_8 = 8 * 1024;

    /**
     * A request and its expected response.
     *
     * @param code of the error of the first event or of the request; empty if there is none
     * @param field of the same error; empty if there is none
     * @param message a part of the error's message
     */
    private record Row(
            String what, Function<TestGateway, Answer> request, int status, String code, String field, String message) {
        @Override
        public String toString() {
            return what;
        }
    }

    // spotless:off: each row stays on one line
    static Stream<Row> rows() {
        return Stream.of(
            // What is accepted
            row("one event", post(JSON, GOOD), 200),
            row("1,000 events in an array", post(JSON, array(1000)), 200),
            row("1,000 events in lines", post(NDJSON, (GOOD + "\n").repeat(1000)), 200),
            row("an empty array", post(JSON, "[]"), 200),
            row("a CloudEvent", post(CLOUD_EVENT, cloudEvent(NONE)), 200),
            row("a CloudEvent in binary mode", binary(JSON, "{\"video_id\":\"v\"}"), 200),
            row("a CloudEvent in binary mode without data", binary(NONE, NONE), 200),
            row("a CloudEvent with empty extensions", post(CLOUD_EVENT, cloudEvent("\"tracestate\":\"\"")), 200),
            row("an empty batch of CloudEvents", post(BATCH, "[]"), 200),
            row("`charset=utf-8`", post(JSON + "; charset=utf-8", GOOD), 200),
            row("`charset=utf8`", post(JSON + ";\tcharset=utf8", GOOD), 200),
            row("a media type in capitals, `charset=\"UTF-8\"`", post("Application/JSON;charset=\"UTF-8\"", GOOD), 200),
            row("an unknown parameter of a media type", post(NDJSON + "; x=y", GOOD), 200),
            row("`Content-Encoding: gzip`", gzip(GOOD.getBytes(UTF_8)), 200),
            row("`Content-Encoding: identity, gzip`", to -> to.post("/events", JSON, TestGateway.gzip(GOOD.getBytes(UTF_8)), "Content-Encoding", "identity", "Content-Encoding", "gzip"), 200),
            row("`Content-Encoding: identity`", post(JSON, GOOD, "Content-Encoding", "identity"), 200),
            row("a body of 5 MiB", post(JSON, padded(MIB_5)), 200),
            row("a body of 5 MiB after decompression", gzip(rough(MIB_5)), 200),
            row("`Content-Encoding: zstd`", zstd(GOOD.getBytes(UTF_8)), 200),
            row("an event of 32 KiB", post(JSON, eventOf(KIB_32)), 200),
            row("properties of 8 KiB", post(JSON, event("\"properties\":" + properties(KIB_8))), 200),
            row("properties nested 4 deep", post(JSON, event("\"properties\":{\"a\":[[[1]]]}")), 200),
            row("a `user_id` of 128 characters", post(JSON, with("user_id", "é".repeat(128))), 200),
            row("an `event_id` of 64 characters", post(JSON, event(text("event_id", "x".repeat(64)))), 200),
            row("an `Idempotency-Key` of 64 characters", post(JSON, GOOD, "Idempotency-Key", "k".repeat(64)), 200),
            row("an `Idempotency-Key` in double quotes", post(JSON, GOOD, "Idempotency-Key", "\"k\""), 200),
            row("the same `Idempotency-Key` twice", post(JSON, GOOD, "Idempotency-Key", "k", "Idempotency-Key", "k"), 200),
            row("a `timestamp` of whole milliseconds as `1.79e12`", post(JSON, event("\"timestamp\":" + millisAgo(1) / 1000 + "000.0e0")), 200),
            row("lines with a byte order mark in the middle", post(NDJSON, GOOD + "\n\uFEFF" + GOOD), 200),
            row("`POST /events/`", post("/events/", JSON, GOOD), 200),
            row("`dry_run=true`", post("/events?dry_run=true", JSON, GOOD), 200),
            row("HEAD of a path that takes GET", method("HEAD", "/health"), 200),
            row("`GET /metrics` without parameters", get("/metrics"), 200),

            // The body
            row("a body that is not JSON", post(JSON, "{\"user_id\""), 400, "malformed_json", NONE, "line 1, column "),
            row("an empty body", post(JSON, NONE), 400, "malformed_json", NONE, "empty"),
            row("a line that is not JSON", post(NDJSON, GOOD + "\n{"), 207, "malformed_json", NONE, "line 2"),
            row("invalid gzip", post(JSON, GOOD, "Content-Encoding", "gzip"), 400, "malformed_json", NONE, "gzip"),
            row("an array in which one event breaks a rule", post(JSON, "[" + GOOD + ",{}]"), 207, "missing_field", "user_id", "required"),
            row("an event that is not an object", post(JSON, "[7]"), 400, "invalid_type", NONE, "JSON object"),
            row("an event that is not UTF-8", bytes(JSON, notUtf8()), 400, "invalid_value", NONE, "not valid UTF-8"),
            row("an event over 32 KiB", post(JSON, eventOf(KIB_32 + 1)), 400, "too_large", NONE, "32768"),
            row("1,001 events in an array", post(JSON, array(1001)), 413, "too_many_events", NONE, "1000"),
            row("1,001 events in lines", post(NDJSON, (GOOD + "\n").repeat(1001)), 413, "too_many_events", NONE, "1000"),
            row("1,001 CloudEvents", post(BATCH, "[" + "{},".repeat(1000) + "{}]"), 413, "too_many_events", NONE, "1000"),
            row("a body over 5 MiB", post(JSON, padded(MIB_5 + 1)), 413, "too_large", NONE, "5242880"),
            row("a body over 5 MiB after decompression", gzip(rough(MIB_5 + 1)), 413, "too_large", NONE, "5 MiB"),
            row("a body of spaces that decompresses to 5 MiB", zstd(padded(MIB_5).getBytes(UTF_8)), 413, "compression_ratio", NONE, "1000 times"),
            row("invalid zstd", post(JSON, GOOD, "Content-Encoding", "zstd"), 400, "malformed_json", NONE, "zstd"),

            // The fields
            row("no `user_id`", post(JSON, "{\"type\":\"t\"}"), 400, "missing_field", "user_id", "required"),
            row("`user_id` null", post(JSON, "{\"user_id\":null,\"type\":\"t\"}"), 400, "missing_field", "user_id", "required"),
            row("neither `type` nor `video_id`", post(JSON, "{\"user_id\":\"u\"}"), 400, "missing_field", "type", "without video_id"),
            row("a type `video_…` without `video_id`", post(JSON, with("type", "video_stop")), 400, "missing_field", "video_id", "video_stop"),
            row("a `user_id` that is a number", post(JSON, "{\"user_id\":1,\"type\":\"t\"}"), 400, "invalid_type", "user_id", "string"),
            row("a `user_id` that is an object", post(JSON, "{\"user_id\":{\"type\":1},\"type\":\"t\"}"), 400, "invalid_type", "user_id", "string"),
            row("a `value` that is a string", post(JSON, event("\"value\":\"1\"")), 400, "invalid_type", "value", "number"),
            row("`properties` as an array", post(JSON, event("\"properties\":[]")), 400, "invalid_type", "properties", "object"),
            row("a `timestamp` that is true", post(JSON, event("\"timestamp\":true")), 400, "invalid_type", "timestamp", "milliseconds"),
            row("an invalid date-time as `timestamp`", post(JSON, event("\"timestamp\":\"today\"")), 400, "invalid_value", "timestamp", "RFC 3339"),
            row("a `timestamp` with a fraction of a millisecond", post(JSON, event("\"timestamp\":1.5")), 400, "invalid_value", "timestamp", "whole"),
            row("a `timestamp` beyond 64 bits", post(JSON, event("\"timestamp\":92233720368547758080")), 400, "invalid_value", "timestamp", "whole"),
            row("a `value` beyond 64 bits", post(JSON, event("\"value\":1e400")), 400, "invalid_value", "value", "64-bit"),
            row("a `type` in capitals", post(JSON, with("type", "Big")), 400, "invalid_value", "type", "lower-case"),
            row("a blank `user_id`", post(JSON, with("user_id", " ")), 400, "invalid_value", "user_id", "blank"),
            row("a control character", post(JSON, with("user_id", "a\\u0007")), 400, "invalid_value", "user_id", "U+0007"),
            row("half of a surrogate pair", post(JSON, with("user_id", "a\\ud800")), 400, "invalid_value", "user_id", "surrogate"),
            row("half of a surrogate pair in `properties`", post(JSON, event("\"properties\":{\"a\":\"\\uDC00\"}")), 400, "invalid_value", "properties.a", "surrogate"),
            row("half of a surrogate pair in a property's name", post(JSON, event("\"properties\":{\"x\\uD800\":1}")), 400, "invalid_value", "properties", "surrogate"),
            row("half of a surrogate pair in two places", post(JSON, "{\"user_id\":\"\\uD800\",\"properties\":{\"\\uD800\":1}}"), 400, "invalid_value", "user_id", "surrogate"),
            row("properties nested 5 deep", post(JSON, event("\"properties\":{\"a\":{\"b\":{\"c\":{\"d\":{}}}}}")), 400, "invalid_value", "properties.a.b.c.d", "4 levels"),
            row("a `user_id` of 129 characters", post(JSON, with("user_id", "é".repeat(129))), 400, "too_long", "user_id", "128"),
            row("an `event_id` of 65 characters", post(JSON, event(text("event_id", "x".repeat(65)))), 400, "too_long", "event_id", "64"),
            row("properties over 8 KiB", post(JSON, event("\"properties\":" + properties(KIB_8 + 1))), 400, "too_long", "properties", "8192"),
            row("a field in camel case", post(JSON, event("\"userId\":\"u\"")), 400, "unknown_field", "userId", "did you mean user_id?"),
            row("an unknown field", post(JSON, event("\"usr\":1")), 400, "unknown_field", "usr", "properties"),
            row("an unknown field with half of a surrogate pair", post(JSON, event("\"x\\uDC00\":1")), 400, "unknown_field", "x\uFFFD", "properties"),
            row("a field twice", post(JSON, event("\"user_id\":\"u\"")), 400, "duplicate_field", "user_id", "twice"),
            row("a name twice within `properties`", post(JSON, event("\"properties\":{\"a\":[{\"b\":1,\"\\u0062\":1}]}")), 400, "duplicate_field", "properties.a[0].b", "twice"),
            row("a `timestamp` 31 days ago", post(JSON, event("\"timestamp\":" + millisAgo(31))), 400, "too_old", "timestamp", "30 days"),
            row("a `timestamp` in microseconds", post(JSON, event("\"timestamp\":" + millisAgo(0) * 1000)), 400, "in_future", "timestamp", "looks like microseconds"),
            row("a `timestamp` of digits in quotes", post(JSON, event(text("timestamp", "1795176000250"))), 400, "invalid_value", "timestamp", "without quotes"),
            row("a `timestamp` in seconds", post(JSON, event("\"timestamp\":" + millisAgo(0) / 1000)), 400, "too_old", "timestamp", "looks like seconds"),
            row("a `timestamp` tomorrow", post(JSON, event("\"timestamp\":" + millisAgo(-1))), 400, "in_future", "timestamp", "5 minutes"),
            row("a `user_id` of invisible characters", post(JSON, with("user_id", "\u200B")), 400, "invalid_value", "user_id", "blank"),
            row("`null` in quotes as `user_id`", post(JSON, with("user_id", "\\\"null\\\"")), 400, "junk_identity", "user_id", "null"),
            row("a placeholder as `user_id`", post(JSON, with("user_id", "NULL")), 400, "junk_identity", "user_id", "NULL"),

            // CloudEvents
            row("a CloudEvent without `specversion`", post(CLOUD_EVENT, cloudEvent(NONE).replace("specversion", "other")), 400, "missing_field", "specversion", "1.0"),
            row("another `specversion`", post(CLOUD_EVENT, cloudEvent(NONE).replace("1.0", "0.3")), 400, "invalid_value", "specversion", "1.0"),
            row("a CloudEvent without `id`", post(CLOUD_EVENT, cloudEvent(NONE).replace("\"id\"", "\"other\"")), 400, "missing_field", "id", "identity"),
            row("a CloudEvent without `source`", post(CLOUD_EVENT, cloudEvent(NONE).replace("\"source\"", "\"other\"")), 400, "missing_field", "source", "identity"),
            row("a CloudEvent without `type`", post(CLOUD_EVENT, cloudEvent(NONE).replace("\"type\"", "\"other\"")), 400, "missing_field", "type", "required"),
            row("a CloudEvent without user", post(CLOUD_EVENT, cloudEvent(NONE).replace("\"subject\"", "\"other\"")), 400, "missing_field", "data.user_id", "subject"),
            row("a CloudEvent `video_…` without video", post(CLOUD_EVENT, cloudEvent(NONE).replace("\"t\"", "\"video_view\"")), 400, "missing_field", "data.video_id", "video_view"),
            row("an `id` of 65 characters", post(CLOUD_EVENT, cloudEvent(NONE).replace("\"c-1\"", "\"" + "x".repeat(65) + "\"")), 400, "too_long", "id", "id has 65 characters"),
            row("a `type` of a CloudEvent in capitals", post(CLOUD_EVENT, cloudEvent(NONE).replace("\"t\"", "\"com.Example\"")), 400, "invalid_value", "type", "lower-case"),
            row("an empty `source`", post(CLOUD_EVENT, cloudEvent(NONE).replace("\"/s\"", "\"\"")), 400, "invalid_value", "source", "blank"),
            row("a `source` that is a number", post(CLOUD_EVENT, cloudEvent(NONE).replace("\"/s\"", "7")), 400, "invalid_type", "source", "string"),
            row("a placeholder as `subject`", post(CLOUD_EVENT, cloudEvent(NONE).replace("\"u\"", "\"undefined\"")), 400, "junk_identity", "subject", "undefined"),
            row("an invalid date-time as `time`", post(CLOUD_EVENT, cloudEvent("\"time\":\"today\"")), 400, "invalid_value", "time", "time is not"),
            row("a `time` that is a number", post(CLOUD_EVENT, cloudEvent("\"time\":1795176000250")), 400, "invalid_type", "time", "RFC 3339"),
            row("a `time` in 2001", post(CLOUD_EVENT, cloudEvent("\"time\":\"2001-01-01T00:00:00Z\"")), 400, "too_old", "time", "time 2001-01-01"),
            row("an attribute twice", post(CLOUD_EVENT, cloudEvent("\"x\":1,\"x\":1")), 400, "duplicate_field", "x", "twice"),
            row("an attribute whose name has an underscore", post(CLOUD_EVENT, cloudEvent("\"user_id\":\"u\"")), 400, "unknown_field", "user_id", "data"),
            row("an attribute that is an object", post(CLOUD_EVENT, cloudEvent("\"x\":{}")), 400, "invalid_type", "x", "32-bit"),
            row("an attribute of 1,025 characters", post(CLOUD_EVENT, cloudEvent(text("x", "y".repeat(1025)))), 400, "too_long", "x", "1024"),
            row("a `datacontenttype` that is not JSON", post(CLOUD_EVENT, cloudEvent("\"datacontenttype\":\"text/xml\"")), 400, "invalid_value", "datacontenttype", "application/json"),
            row("`data_base64`", post(CLOUD_EVENT, cloudEvent("\"data_base64\":\"e30=\"")), 400, "unknown_field", "data_base64", "send data"),
            row("`data` that is not an object", post(CLOUD_EVENT, cloudEvent("\"data\":[]")), 400, "invalid_type", "data", "object"),
            row("an unknown field of `data`", post(CLOUD_EVENT, cloudEvent("\"data\":{\"usr\":1}")), 400, "unknown_field", "data.usr", "properties"),
            row("a field of `data` twice", post(CLOUD_EVENT, cloudEvent("\"data\":{\"value\":1,\"value\":1}")), 400, "duplicate_field", "data.value", "twice"),
            row("a `data.user_id` that is a number", post(CLOUD_EVENT, cloudEvent("\"data\":{\"user_id\":1}")), 400, "invalid_type", "data.user_id", "string"),
            row("`data.properties` nested 5 deep", post(CLOUD_EVENT, cloudEvent("\"data\":{\"properties\":{\"a\":[[[[]]]]}}")), 400, "invalid_value", "data.properties.a[0][0][0]", "4 levels"),
            row("`data.properties` that have `cloudevents`", post(CLOUD_EVENT, cloudEvent("\"data\":{\"properties\":{\"cloudevents\":1}}")), 400, "invalid_value", "data.properties.cloudevents", "reserved"),
            row("`data.properties` over 8 KiB with the attributes", post(CLOUD_EVENT, cloudEvent("\"data\":{\"properties\":" + properties(KIB_8) + "}")), 400, "too_long", "data.properties", "attributes"),
            row("an array as a single CloudEvent", post(CLOUD_EVENT, "[" + cloudEvent(NONE) + "]"), 400, "invalid_type", NONE, "JSON object"),
            row("a single CloudEvent as a batch", post(BATCH, cloudEvent(NONE)), 400, "invalid_type", NONE, CLOUD_EVENT),
            row("a CloudEvent in binary mode without `ce-id`", post(JSON, "{\"user_id\":\"u\"}", "ce-specversion", "1.0", "ce-source", "/s", "ce-type", "t"), 400, "missing_field", "id", "identity"),
            row("a CloudEvent in binary mode with text as data", binary("text/plain", "hello"), 400, "invalid_value", "datacontenttype", "application/json"),
            row("a CloudEvent in binary mode with an array as data", binary(JSON, "[]"), 400, "invalid_type", "data", "JSON object"),
            row("a CloudEvent in binary mode whose data is not JSON", binary(JSON, "{"), 400, "malformed_json", NONE, "line 1, column 2"),
            row("a `ce-` header twice, with different values", binary(JSON, "{}", "ce-x", "1", "ce-x", "2"), 400, "invalid_header", "ce-x", "once"),

            // The request
            row("an unknown parameter of `POST /events`", post("/events?dryrun=true", JSON, GOOD), 400, "unknown_parameter", "dryrun", "dry_run"),
            row("`dry_run=yes`", post("/events?dry_run=yes", JSON, GOOD), 400, "invalid_parameter", "dry_run", "true or false"),
            row("`dry_run` twice", post("/events?dry_run=true&dry_run=true", JSON, GOOD), 400, "invalid_parameter", "dry_run", "once"),
            row("an `Idempotency-Key` of 65 characters", post(JSON, GOOD, "Idempotency-Key", "k".repeat(65)), 400, "invalid_header", "Idempotency-Key", "64"),
            row("an `Idempotency-Key` with a blank", post(JSON, GOOD, "Idempotency-Key", "a b"), 400, "invalid_header", "Idempotency-Key", "blanks"),
            row("two different `Idempotency-Key` headers", post(JSON, GOOD, "Idempotency-Key", "a", "Idempotency-Key", "b"), 400, "invalid_header", "Idempotency-Key", "once"),
            row("no `Content-Type`", post(NONE, GOOD), 415, "unsupported_media_type", "Content-Type", "missing"),
            row("two different `Content-Type` headers", post(JSON, GOOD, "Content-Type", NDJSON), 415, "unsupported_media_type", "Content-Type", "once"),
            row("`Content-Type: text/plain`", post("text/plain", GOOD), 415, "unsupported_media_type", "Content-Type", BATCH),
            row("`Content-Type: application/x-www-form-urlencoded`", post("application/x-www-form-urlencoded", GOOD), 415, "unsupported_media_type", "Content-Type", "-H 'Content-Type: application/json'"),
            row("`Content-Type: application/jsonx`", post("application/jsonx", GOOD), 415, "unsupported_media_type", "Content-Type", "send "),
            row("`charset=latin1`", post(JSON + "; charset=latin1", GOOD), 415, "unsupported_media_type", "Content-Type", "UTF-8"),
            row("`Content-Encoding: br`", post(JSON, GOOD, "Content-Encoding", "br"), 415, "unsupported_encoding", "Content-Encoding", "gzip"),
            row("`Content-Encoding: gzip, gzip`", post(JSON, GOOD, "Content-Encoding", "gzip, gzip"), 415, "unsupported_encoding", "Content-Encoding", "gzip"),

            // Metrics
            row("an unknown metric", get("/metrics?metric=visits"), 400, "invalid_parameter", "metric", "active_users"),
            row("parameters without a metric", get("/metrics?limit=1"), 400, "missing_parameter", "metric", "views"),
            row("a parameter that the metric does not take", get("/metrics?metric=views&type=t"), 400, "unknown_parameter", "type", "group_by"),
            row("an invalid day", get("/metrics?metric=views&from=2026-02-30"), 400, "invalid_parameter", "from", "YYYY-MM-DD"),
            row("`from` after `to`", get("/metrics?metric=views&from=2026-02-03&to=2026-02-02"), 400, "invalid_parameter", "from", "after"),
            row("`limit=0`", get("/metrics?metric=views&limit=0"), 400, "invalid_parameter", "limit", "100000"),
            row("`limit=100001`", get("/metrics?metric=views&limit=100001"), 400, "invalid_parameter", "limit", "100000"),
            row("`limit` twice", get("/metrics?metric=views&limit=1&limit=2"), 400, "invalid_parameter", "limit", "once"),
            row("`format=xml`", get("/metrics?metric=views&format=xml"), 400, "invalid_parameter", "format", "csv"),
            row("an invalid `after`", get("/metrics?metric=views&after=x"), 400, "invalid_parameter", "after", "Weir-Token"),
            row("`interval=week`", get("/metrics?metric=events&interval=week"), 400, "invalid_parameter", "interval", "minute"),
            row("`group_by=user_id`", get("/metrics?metric=views&group_by=user_id"), 400, "invalid_parameter", "group_by", "video_id"),
            row("a `video_id` with a broken percent escape", raw("GET /metrics?metric=views&video_id=100% HTTP/1.1"), 400, "malformed_request", NONE, "%25"),
            row("a `video_id` that is not UTF-8", get("/metrics?metric=views&video_id=%ff"), 400, "invalid_parameter", "video_id", "UTF-8"),
            row("a scrape of `GET /metrics` by Prometheus", accepting("/metrics", "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"), 406, "not_acceptable", "Accept", "/prometheus"),
            row("a blank `video_id`", get("/metrics?metric=views&video_id="), 400, "invalid_parameter", "video_id", "blank"),

            // Paths
            row("an unknown path", get("/event"), 404, "not_found", NONE, "/events"),
            row("a path with a broken percent escape", raw("GET /%zz HTTP/1.1"), 400, "malformed_request", NONE, "%25"),
            row("a request line that is not HTTP", raw("GET /health HTTP/9.9.9"), 400, "malformed_request", NONE, "request line"),
            row("a header without a colon", raw("GET /health HTTP/1.1", "nonsense"), 400, "malformed_request", NONE, "Line 3"),
            row("no `Host`", to -> unhosted(to), 400, "malformed_request", NONE, "Host"),
            row("two `Host` headers", raw("GET /health HTTP/1.1", "Host: localhost"), 400, "malformed_request", NONE, "Host"),
            row("an invalid `Host`", to -> to.raw("GET /health HTTP/1.1", "Host: local<host", "Connection: close"), 400, "malformed_request", NONE, "Host"),
            row("`Content-Length` and `Transfer-Encoding`", raw("POST /events HTTP/1.1", "Content-Length: 1", "Transfer-Encoding: chunked"), 400, "malformed_request", NONE, "Transfer-Encoding"),
            row("headers of more than 64 KiB", raw("GET /health HTTP/1.1", "X: " + "x".repeat(70_000)), 431, "head_too_large", NONE, "64 KiB"),
            row("an unknown document", get("/docs/x"), 404, "not_found", NONE, "/docs"),
            row("`GET /events`", get("/events"), 405, "method_not_allowed", NONE, "POST"),
            row("`POST /metrics`", method("POST", "/metrics"), 405, "method_not_allowed", NONE, "GET, HEAD"),
            row("an unknown method", method("INVENTED", "/health"), 405, "method_not_allowed", NONE, "GET, HEAD"),

            // Temporary failures
            row("too many events wait for Kafka", on(full, post(JSON, GOOD)), 503, "queue_full", NONE, "send these"
                    + " again"),
            row("Kafka is down", on(withoutKafka, post(JSON, GOOD)), 503, "kafka_unavailable", NONE, "send them again"),
            row("ClickHouse is down", get("/metrics?metric=views"), 503, "clickhouse_unavailable", NONE, "Retry in"));
    }
    // spotless:on

    @BeforeAll
    static void breakTheLog() {
        withoutKafka.publisher.breakLog();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        full.close();
        withoutKafka.close();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void respondsAsTheTableSays(Row row) {
        Answer answer = row.request().apply(gateway);

        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(row.status());
        JsonNode error = answer.body().has("error") ? answer.body().get("error") : answer.row(0);
        assertThat(error.path("code").asText()).as(answer.raw().body()).isEqualTo(row.code());
        assertThat(error.path("field").asText()).isEqualTo(row.field());
        assertThat(error.path("message").asText()).contains(row.message());
        if (!row.code().isEmpty()) {
            assertThat(error.get("message").asText()).endsWith(".").doesNotContainIgnoringCase("jackson", "exception");
            assertThat(answer.header("Content-Type")).isEqualTo(JSON);
        }
        assertThat(answer.header("Retry-After")).matches(row.status() == 503 ? "[1-9]\\d*" : NONE);
        assertThat(answer.header("Allow").isEmpty()).isEqualTo(row.status() != 405);
    }

    @Test
    void documentedCasesAreTested() throws IOException {
        String section = Files.readString(Path.of("..", "docs", "api.md")).split("\n## Borderline cases\n", 2)[1];
        List<String> documented = Pattern.compile("(?m)^\\| (\\d{3})(?: `(\\w+)`)? \\| (.+) \\|$")
                .matcher(section)
                .results()
                .flatMap(row -> Stream.of(row.group(3).split(" · ", -1))
                        .map(what ->
                                what + " → " + row.group(1) + " " + Objects.requireNonNullElse(row.group(2), NONE)))
                .toList();

        assertThat(documented)
                .hasSizeGreaterThan(50)
                .doesNotHaveDuplicates()
                .isSubsetOf(rows().map(row -> row.what() + " → " + row.status() + " " + row.code())
                        .toList());
    }

    private static Row row(String what, Function<TestGateway, Answer> request, int status) {
        return row(what, request, status, NONE, NONE, NONE);
    }

    private static Row row(
            String what, Function<TestGateway, Answer> request, int status, String code, String field, String message) {
        return new Row(what, request, status, code, field, message);
    }

    private static Function<TestGateway, Answer> post(String contentType, String body, String... headers) {
        return to -> to.post("/events", contentType, body.getBytes(UTF_8), headers);
    }

    private static Function<TestGateway, Answer> post(String path, String contentType, String body) {
        return to -> to.post(path, contentType, body.getBytes(UTF_8));
    }

    private static Function<TestGateway, Answer> bytes(String contentType, byte[] body) {
        return to -> to.post("/events", contentType, body);
    }

    private static Function<TestGateway, Answer> binary(String contentType, String body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(
                List.of("ce-specversion", "1.0", "ce-id", "c-1", "ce-source", "/s", "ce-type", "t", "ce-subject", "u"));
        return to -> to.post("/events", contentType, body.getBytes(UTF_8), all.toArray(String[]::new));
    }

    private static Function<TestGateway, Answer> raw(String... head) {
        List<String> all = new ArrayList<>(List.of(head));
        all.add(1, "Host: localhost");
        all.add("Connection: close");
        return to -> to.raw(all.toArray(String[]::new));
    }

    private static Answer unhosted(TestGateway to) {
        return to.raw("GET /health HTTP/1.1", "Connection: close");
    }

    private static Function<TestGateway, Answer> accepting(String path, String accept) {
        return to -> to.send(
                HttpRequest.newBuilder(to.uri(path)).header("Accept", accept).build());
    }

    private static Function<TestGateway, Answer> gzip(byte[] body) {
        return to -> to.post("/events", JSON, TestGateway.gzip(body), "Content-Encoding", "gzip");
    }

    private static Function<TestGateway, Answer> zstd(byte[] body) {
        return to -> to.post("/events", JSON, Zstd.compress(body), "Content-Encoding", "zstd");
    }

    private static Function<TestGateway, Answer> get(String path) {
        return to -> to.get(path);
    }

    private static Function<TestGateway, Answer> method(String method, String path) {
        return to -> to.send(HttpRequest.newBuilder(to.uri(path))
                .method(method, BodyPublishers.noBody())
                .build());
    }

    private static Function<TestGateway, Answer> on(TestGateway other, Function<TestGateway, Answer> request) {
        return asUsual -> request.apply(other);
    }

    private static String array(int events) {
        return "[" + (GOOD + ",").repeat(events - 1) + GOOD + "]";
    }

    private static String text(String name, String value) {
        return "\"" + name + "\":\"" + value + "\"";
    }

    /** A valid event with additional members. */
    private static String event(String members) {
        return "{\"user_id\":\"u\",\"type\":\"t\"," + members + "}";
    }

    /** An event that is valid except for the value of one field. */
    private static String with(String field, String value) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("user_id", "u");
        members.put("type", "t");
        members.put(field, value);
        return members.entrySet().stream()
                .map(member -> text(member.getKey(), member.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** A valid CloudEvent with additional members. */
    private static String cloudEvent(String members) {
        return "{\"specversion\":\"1.0\",\"id\":\"c-1\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\"u\""
                + (members.isEmpty() ? "" : "," + members) + "}";
    }

    private static String padded(int bytes) {
        return GOOD + " ".repeat(bytes - GOOD.length());
    }

    /** A valid event, followed by white space that does not compress well. */
    private static byte[] rough(int bytes) {
        byte[] body = padded(bytes).getBytes(UTF_8);
        Random random = new Random(1);
        for (int i = GOOD.length(); i < bytes; i++) {
            body[i] = (byte) " \n\t\r".charAt(random.nextInt(4));
        }
        return body;
    }

    private static String eventOf(int bytes) {
        String event = "{\"user_id\":\"u\",\"type\":\"t\" }";
        return event.replace(" ", " ".repeat(bytes - event.length() + 1));
    }

    private static String properties(int bytes) {
        return "{\"a\":\"" + "x".repeat(bytes - 8) + "\"}";
    }

    private static byte[] notUtf8() {
        byte[] body = GOOD.getBytes(UTF_8);
        body[GOOD.indexOf("u\"")] = (byte) 0xC0;
        return body;
    }

    private static long millisAgo(int days) {
        return System.currentTimeMillis() - days * 86_400_000L;
    }
}
