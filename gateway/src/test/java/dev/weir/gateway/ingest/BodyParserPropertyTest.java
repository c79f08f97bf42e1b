package dev.weir.gateway.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.event.Event;
import dev.weir.event.EventRules;
import dev.weir.gateway.http.Body;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Any events, against a validator that reads the contract's table again, over a tree. */
class BodyParserPropertyTest {
    private static final long NOW = 1_795_176_000_250L;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> FIELDS =
            Set.of("event_id", "type", "timestamp", "user_id", "video_id", "session_id", "value", "properties");
    private static final Map<String, Integer> LENGTHS =
            Map.of("event_id", 64, "type", 64, "user_id", 128, "video_id", 128, "session_id", 128);

    private final BodyParser parser = new BodyParser(new EventRules(Duration.ofDays(30)));

    @Property(tries = 3_000)
    void agreesWithAReadingOfTheContractOverATree(@ForAll("events") List<String> events) throws Exception {
        List<Boolean> expected = new ArrayList<>();
        for (String event : events) {
            expected.add(isValid(JSON.readTree(event)));
        }

        for (BodyFormat format : BodyFormat.values()) {
            String body = format == BodyFormat.JSON ? events.toString() : String.join("\n", events);
            ParsedBody.Events parsed = parse(body, format);
            boolean[] accepted = new boolean[events.size()];
            Arrays.fill(accepted, true);
            parsed.rejected().forEach(rejection -> accepted[rejection.index()] = false);
            for (int i = 0; i < accepted.length; i++) {
                assertThat(accepted[i]).as(events.get(i)).isEqualTo(expected.get(i));
            }
            assertThat(parsed.accepted().size() + parsed.rejected().size()).isEqualTo(events.size());
        }
    }

    @Property(tries = 2_000)
    void keepsEveryFieldOfAValidEvent(@ForAll("events") List<String> events) throws Exception {
        for (String event : events) {
            JsonNode tree = JSON.readTree(event);
            if (isValid(tree)) {
                Event parsed = parse(event, BodyFormat.JSON).accepted().get(0);
                assertThat(parsed.userId()).isEqualTo(tree.get("user_id").asText());
                assertThat(parsed.videoId())
                        .isEqualTo(
                                tree.hasNonNull("video_id")
                                        ? tree.get("video_id").asText()
                                        : null);
                assertThat(parsed.type())
                        .isEqualTo(tree.hasNonNull("type") ? tree.get("type").asText() : "video_view");
                assertThat(parsed.value())
                        .isEqualTo(tree.hasNonNull("value") ? tree.get("value").asDouble() : null);
                assertThat(parsed.eventIdAssigned()).isEqualTo(!tree.hasNonNull("event_id"));
                if (tree.hasNonNull("properties")) {
                    assertThat(JSON.readTree(parsed.properties())).isEqualTo(tree.get("properties"));
                }
            }
        }
    }

    @Property(tries = 3_000)
    void answersAnyBytesWithAnOutcome(@ForAll("noise") String noise, @ForAll BodyFormat format) {
        byte[] bytes = noise.getBytes(UTF_8);

        ParsedBody parsed = parser.parse(new Body(bytes, bytes.length), format, null, NOW);

        boolean json = isJson(noise);
        if (format == BodyFormat.JSON) {
            assertThat(parsed instanceof ParsedBody.Events).as(noise).isEqualTo(json);
        }
    }

    @Provide
    Arbitrary<String> noise() {
        return Arbitraries.of(
                        "{", "}", "[", "]", ",", ":", "\"", "\\", "\n", " ", "a", "1", "-", "null", "\"a\":1", "{}")
                .list()
                .ofMaxSize(10)
                .map(tokens -> String.join("", tokens));
    }

    @Provide
    Arbitrary<List<String>> events() {
        Arbitrary<String> texts = Arbitraries.of(
                "\"a\"",
                "\"u1\"",
                "\"video_view\"",
                "\"video_\"",
                "\"t.x_9\"",
                "\"T\"",
                "\"\"",
                "\"  \"",
                "\"\\u0000\"",
                "\"null\"",
                "\"NaN\"",
                "\"\\uD800\"",
                "\"\\uD83D\\uDE00\"",
                "\"" + "é".repeat(64) + "\"",
                "\"" + "x".repeat(65) + "\"",
                "\"" + "x".repeat(129) + "\"",
                "null",
                "7",
                "true",
                "[]",
                "{\"a\":1}");
        Arbitrary<String> times = Arbitraries.of(
                "null",
                "" + NOW,
                "" + (NOW + 300_000),
                "" + (NOW + 300_001),
                "" + (NOW - 2_592_000_000L),
                "" + (NOW - 2_592_000_001L),
                "0",
                "-1",
                "1.5",
                "99999999999999999999",
                "\"2026-11-20T12:00:00Z\"",
                "\"2026-11-20\"",
                "true",
                "{}");
        Arbitrary<String> values = Arbitraries.of("1", "-0.5", "1e999", "99999999999999999999", "\"1\"", "null", "[]");
        Arbitrary<String> properties = Arbitraries.of(
                "{}",
                "{\"a\":[[[1]]]}",
                "{\"a\":[[[[]]]]}",
                "{\"a\":\"\\uDFFF\"}",
                "[]",
                "null",
                "\"x\"",
                "{\"a\":1e999}");
        Arbitrary<String> event = Combinators.combine(
                        maybe(
                                "user_id",
                                Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.just("\"u\"")), Tuple.of(1, texts))),
                        maybe(
                                "type",
                                Arbitraries.frequencyOf(
                                        Tuple.of(2, Arbitraries.of("\"t\"", "\"video_x\"")), Tuple.of(1, texts))),
                        maybe("video_id", texts),
                        rarely("event_id", texts),
                        rarely("timestamp", times),
                        rarely("value", values),
                        rarely("properties", properties),
                        rarely("other", texts))
                .as((a, b, c, d, e, f, g, h) -> List.of(a, b, c, d, e, f, g, h))
                .flatMap(members -> Arbitraries.shuffle(
                        members.stream().filter(member -> !member.isEmpty()).toList()))
                .map(members -> "{" + String.join(" , ", members) + "}");
        Arbitrary<String> element =
                Arbitraries.frequencyOf(Tuple.of(9, event), Tuple.of(1, Arbitraries.of("1", "\"x\"", "[]", "null")));
        return element.list().ofMinSize(1).ofMaxSize(4);
    }

    private static Arbitrary<String> maybe(String field, Arbitrary<String> value) {
        return value.map(text -> "\"" + field + "\":" + text).optional(0.8).map(o -> o.orElse(""));
    }

    private static Arbitrary<String> rarely(String field, Arbitrary<String> value) {
        return value.map(text -> "\"" + field + "\":" + text).optional(0.25).map(o -> o.orElse(""));
    }

    private ParsedBody.Events parse(String body, BodyFormat format) {
        byte[] bytes = body.getBytes(UTF_8);
        return (ParsedBody.Events) parser.parse(new Body(bytes, bytes.length), format, null, NOW);
    }

    private static boolean isJson(String text) {
        try {
            return !JSON.readerFor(JsonNode.class)
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(text)
                    .isMissingNode();
        } catch (JsonProcessingException notJson) {
            return false;
        }
    }

    private static boolean isValid(JsonNode tree) {
        if (!(tree instanceof ObjectNode event)) {
            return false;
        }
        for (Map.Entry<String, JsonNode> field : event.properties()) {
            if (!FIELDS.contains(field.getKey())
                    || !field.getValue().isNull() && !isValid(field.getKey(), field.getValue())) {
                return false;
            }
        }
        boolean video = event.hasNonNull("video_id");
        return event.hasNonNull("user_id")
                && (event.hasNonNull("type") || video)
                && (video || !event.get("type").asText().startsWith("video_"));
    }

    private static boolean isValid(String field, JsonNode value) {
        return switch (field) {
            case "timestamp" ->
                value.isIntegralNumber() && value.canConvertToLong()
                        ? value.asLong() <= NOW + 300_000 && value.asLong() >= NOW - 2_592_000_000L
                        : value.isTextual() && value.asText().contains("T");
            case "value" -> value.isNumber() && Double.isFinite(value.asDouble());
            case "properties" ->
                value.isObject() && depth(value) <= 4 && !value.toString().contains("\uDFFF");
            default -> value.isTextual() && isValidText(field, value.asText());
        };
    }

    private static boolean isValidText(String field, String text) {
        boolean plain = !text.isBlank()
                && text.codePoints().noneMatch(c -> Character.isISOControl(c) || c >= 0xD800 && c <= 0xDFFF)
                && text.codePointCount(0, text.length()) <= LENGTHS.getOrDefault(field, 0);
        return switch (field) {
            case "type" -> plain && text.matches("[a-z][a-z0-9_.]*");
            case "user_id" -> plain && !Set.of("null", "nan").contains(text.toLowerCase(Locale.ROOT));
            default -> plain;
        };
    }

    private static int depth(JsonNode node) {
        int deepest = 0;
        for (JsonNode child : node) {
            deepest = Math.max(deepest, depth(child));
        }
        return node.isContainerNode() ? deepest + 1 : 0;
    }
}
