// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import dev.weir.event.Event;
import dev.weir.event.EventRules;
import dev.weir.http.Body;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Parses almost valid events of every format, and compares the result with {@link NaiveContract}. Both must accept the
 * same events, and reject the others for the same reason.
 */
class BodyParserFuzzTest {
    private static final long NOW = 1_795_176_000_250L;

    private static final List<BodyFormat> FORMATS = List.of(BodyFormat.values());

    private final BodyParser parser = new BodyParser(new EventRules(Duration.ofDays(30)));
    private final Map<String, Long> verdicts = new TreeMap<>();

    @Test
    void agreesWithASecondReadingOfTheContract() {
        long seed = FuzzTime.seed();
        Random random = new Random(seed);
        NearlyValid events = new NearlyValid(seed, NOW);
        long end = System.nanoTime() + FuzzTime.each().toNanos();
        long bodies = 0;
        for (; System.nanoTime() < end; bodies++) {
            BodyFormat format = FORMATS.get(random.nextInt(FORMATS.size()));
            int count = format == BodyFormat.CLOUD_EVENT ? 1 : 1 + random.nextInt(4);
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                texts.add(events.event(format.isCloudEvents()));
            }
            try {
                check(format, texts);
            } catch (AssertionError | RuntimeException failed) {
                fail("-Dweir.fuzz.seed=" + seed + ", body " + bodies + ", " + format + ": " + texts, failed);
            }
        }
        System.out.println("Near-valid events: seed " + seed + ", " + bodies + " bodies, verdicts " + verdicts);
        assertThat(verdicts).as("codes that were met").hasSizeGreaterThanOrEqualTo(bodies > 10_000 ? 12 : 1);
    }

    private void check(BodyFormat format, List<String> texts) {
        List<NaiveContract.Verdict> expected = texts.stream()
                .map(text -> NaiveContract.of(text, format.isCloudEvents(), NOW))
                .toList();
        expected.forEach(
                verdict -> verdicts.merge(Objects.requireNonNullElse(verdict.error(), "accepted"), 1L, Long::sum));
        boolean allJson = expected.stream().noneMatch(verdict -> Objects.equals(verdict.error(), "malformed_json"));
        // Malformed JSON may make the whole body unreadable, but must never be accepted as an event.
        if (!allJson && format != BodyFormat.NDJSON) {
            texts.forEach(text -> checkAlone(format, text));
            return;
        }
        ParsedBody.Events parsed = (ParsedBody.Events) parse(format, body(format, texts));

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
                NaiveContract.of(text, format.isCloudEvents(), NOW).error(), "malformed_json");
        assertThat(parse(format, body(format, List.of(text))) instanceof ParsedBody.Events)
                .as(text)
                .isEqualTo(json);
    }

    private static void assertSame(Event actual, Event expected) {
        Event withoutAssignedId = actual.eventIdAssigned()
                ? new Event(
                        "",
                        true,
                        actual.type(),
                        actual.timestamp(),
                        actual.userId(),
                        actual.videoId(),
                        actual.sessionId(),
                        actual.value(),
                        actual.properties())
                : actual;
        assertThat(withoutAssignedId).isEqualTo(expected);
    }

    private static String body(BodyFormat format, List<String> texts) {
        return switch (format) {
            case NDJSON -> String.join("\n", texts);
            case CLOUD_EVENT -> texts.get(0);
            case JSON, CLOUD_EVENT_BATCH -> "[" + String.join(",", texts) + "]";
        };
    }

    private ParsedBody parse(BodyFormat format, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return parser.parse(new Body(bytes, bytes.length), format, null, NOW);
    }
}
