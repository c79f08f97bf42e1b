// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import dev.weir.event.Event;
import dev.weir.event.EventCodec;
import dev.weir.event.EventRules;
import dev.weir.event.UndecodableEventException;
import dev.weir.http.Body;
import dev.weir.http.ContentEncoding;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Parses almost valid events of every format, and compares the result with {@link NaiveContract}. Both must accept the
 * same events, and reject the others for the same reason. Parses the same bodies with damaged bytes, too.
 */
class BodyParserFuzzTest {
    private static final long NOW = 1_795_176_000_250L;

    private static final List<BodyFormat> FORMATS = List.of(BodyFormat.values());
    private static final Set<BodyFormat> OF_CLOUD_EVENTS = Set.of(BodyFormat.CLOUD_EVENT, BodyFormat.CLOUD_EVENT_BATCH);

    /** The headers of a CloudEvent in binary mode; its data is the body. */
    private static final HeaderAttributes ATTRIBUTES = new HeaderAttributes(
            Map.of("specversion", "1.0", "id", "1", "source", "/s", "type", "t", "subject", "u"), null);

    private final EventRules rules = new EventRules(Duration.ofDays(30));
    private final BodyParser parser = new BodyParser(rules);
    private final EventCodec codec = new EventCodec();
    private final Map<String, Long> verdicts = new TreeMap<>();
    private final Map<Dialect, Long> acceptedByDialect = new EnumMap<>(Dialect.class);

    @Test
    void agreesWithAnIndependentParser() {
        long seed = FuzzRun.seed();
        Random random = new Random(seed);
        NearlyValid events = new NearlyValid(seed, NOW);
        FuzzRun run = new FuzzRun(4_000);
        while (run.next()) {
            BodyFormat format = FORMATS.get(random.nextInt(FORMATS.size()));
            int count = format == BodyFormat.CLOUD_EVENT ? 1 : 1 + random.nextInt(4);
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                texts.add(events.event(OF_CLOUD_EVENTS.contains(format)));
            }
            try {
                check(format, texts);
                checkDamaged(format, events.damaged(body(format, texts).getBytes(UTF_8)));
            } catch (AssertionError | RuntimeException | UndecodableEventException failed) {
                fail("-Dweir.fuzz.seed=" + seed + ", body " + run.inputs() + ", " + format + ": " + texts, failed);
            }
        }
        System.out.println("Near-valid events: seed " + seed + ", " + run.inputs() + " bodies, verdicts " + verdicts
                + ", accepted of the damaged " + acceptedByDialect);
        assertThat(acceptedByDialect.values()).hasSize(Dialect.values().length).allMatch(accepted -> accepted > 0);
        assertThat(verdicts).as("codes that were met").hasSizeGreaterThanOrEqualTo(12);
    }

    private void check(BodyFormat format, List<String> texts) {
        List<NaiveContract.Verdict> expected = texts.stream()
                .map(text -> NaiveContract.of(text, OF_CLOUD_EVENTS.contains(format), NOW))
                .toList();
        expected.forEach(
                verdict -> verdicts.merge(Objects.requireNonNullElse(verdict.error(), "accepted"), 1L, Long::sum));
        boolean allJson = expected.stream().noneMatch(verdict -> Objects.equals(verdict.error(), "malformed_json"));
        // Malformed JSON may make the whole body unreadable, but must never be accepted as an event.
        if (!allJson && format != BodyFormat.NDJSON) {
            texts.forEach(text -> checkAlone(format, text));
            return;
        }
        BodyParser.Events parsed = (BodyParser.Events) parse(format, body(format, texts));

        int accepted = 0;
        int rejected = 0;
        for (int i = 0; i < expected.size(); i++) {
            NaiveContract.Verdict verdict = expected.get(i);
            Event event = verdict.event();
            if (event != null) {
                assertSame(parsed.accepted().get(accepted++), event);
            } else {
                Rejection rejection = parsed.rejected().get(rejected++);
                assertThat(rejection.index()).isEqualTo(i);
                if (!verdict.loneName()) {
                    assertThat(rejection.violation().code().code()).isEqualTo(verdict.error());
                }
            }
        }
        assertThat(parsed.accepted()).hasSize(accepted);
        assertThat(parsed.rejected()).hasSize(rejected);
    }

    private void checkAlone(BodyFormat format, String text) {
        boolean json = !Objects.equals(
                NaiveContract.of(text, OF_CLOUD_EVENTS.contains(format), NOW).error(), "malformed_json");
        assertThat(parse(format, body(format, List.of(text))) instanceof BodyParser.Events)
                .as(text)
                .isEqualTo(json);
    }

    /**
     * The second reading expects text, so this only checks that nothing is thrown, that the same bytes are the same
     * events, and that each of them keeps the rules and is read back as it is written.
     */
    private void checkDamaged(BodyFormat format, byte[] bytes) throws UndecodableEventException {
        checkDamaged(Dialect.WEIR, format, null, bytes);
        checkDamaged(Dialect.WEIR, BodyFormat.CLOUD_EVENT, ATTRIBUTES, bytes);
        for (Dialect dialect : Dialect.values()) {
            byte[] translated = translated(dialect, bytes);
            if (dialect != Dialect.WEIR) {
                checkDamaged(dialect, BodyFormat.JSON, null, translated);
            }
            if (dialect.batch() != null) {
                checkDamaged(dialect, BodyFormat.JSON, null, wrapped(dialect.batch(), translated));
            }
        }
    }

    private void checkDamaged(Dialect dialect, BodyFormat format, @Nullable HeaderAttributes attributes, byte[] bytes)
            throws UndecodableEventException {
        IngestRequest request = new IngestRequest(
                dialect, format, ContentEncoding.IDENTITY, new IdempotencyKey("k"), attributes, false, false);
        BodyParser.Result parsed = parser.parse(new Body(bytes, bytes.length), request, NOW);
        assertThat(parser.parse(new Body(bytes, bytes.length), request, NOW)).isEqualTo(parsed);
        if (parsed instanceof BodyParser.Events events) {
            acceptedByDialect.merge(dialect, (long) events.accepted().size(), Long::sum);
            for (Event event : events.accepted()) {
                assertThat(rules.check(event, NOW)).isNull();
                assertThat(codec.decode(codec.encode(event))).isEqualTo(event);
            }
        }
    }

    /** The bytes with the names that the dialect has for the fields. */
    private static byte[] translated(Dialect dialect, byte[] bytes) {
        String text = new String(bytes, ISO_8859_1);
        if (Dialect.OF_SEGMENT.contains(dialect)) {
            text = text.replace("user_id", "userId")
                    .replace("event_id", "messageId")
                    .replace("session_id", "event")
                    .replace("\"type\":\"", "\"type\":\"track\",\"name\":\"");
        } else if (dialect == Dialect.ACTIVITY) {
            text = text.replace("type", "activity_type").replace("properties", "metadata");
        }
        return text.getBytes(ISO_8859_1);
    }

    /** An object with the bytes as its array. */
    private static byte[] wrapped(String name, byte[] bytes) {
        byte[] head = ("{\"sentAt\":\"2026-11-20T12:00:00Z\",\"" + name + "\":").getBytes(UTF_8);
        return ByteBuffer.allocate(head.length + bytes.length + 1)
                .put(head)
                .put(bytes)
                .put((byte) '}')
                .array();
    }

    private static void assertSame(Event actual, Event expected) {
        Event withoutAssignedId = actual.eventIdAssigned() ? actual.withEventId("", true) : actual;
        assertThat(withoutAssignedId).isEqualTo(expected);
    }

    private static String body(BodyFormat format, List<String> texts) {
        return switch (format) {
            case NDJSON -> String.join("\n", texts);
            case CLOUD_EVENT -> texts.get(0);
            case JSON, CLOUD_EVENT_BATCH -> "[" + String.join(",", texts) + "]";
        };
    }

    private BodyParser.Result parse(BodyFormat format, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return parser.parse(new Body(bytes, bytes.length), format, null, NOW);
    }
}
