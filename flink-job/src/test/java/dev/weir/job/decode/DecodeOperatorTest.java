// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.decode;

import static dev.weir.job.testing.ReceivedEvents.millis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Event;
import dev.weir.event.EventCodec;
import dev.weir.job.source.LogRecord;
import dev.weir.job.time.AllowedLateness;
import dev.weir.job.tracing.JobTracing;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecodeOperatorTest {
    private static final long NOON = millis("2026-03-10T12:00:00Z");
    private static final byte[] KEY = {1, 2};

    private record Decoded(List<ReceivedEvent> events, List<DeadLetterRecord> deadLetters) {}

    private record Broken(String why, Event event, String reason) {}

    @Test
    void emitsAnEventWithItsPartitionAndOffset() throws Exception {
        Event event = Event.of("e", "video_view", NOON - 5, "u")
                .withVideoId("v")
                .withSessionId("s")
                .withValue(2.5)
                .withProperties("{\"a\":1}");

        Decoded decoded = decode(new EventCodec().encode(event));

        assertThat(decoded.events()).containsExactly(new ReceivedEvent(3, 44, NOON, event));
        assertThat(decoded.deadLetters()).isEmpty();
    }

    @Test
    void recordWithoutAValueIsMalformed() throws Exception {
        Decoded decoded = decode(null);

        assertThat(decoded.events()).isEmpty();
        assertThat(decoded.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo(DeadLetterRecord.MALFORMED);
            assertThat(letter.detail()).isEqualTo("the record has no value");
            assertThat(letter.payload()).isNull();
        });
    }

    @Test
    void deadLetterContainsTheUnchangedRecord() throws Exception {
        byte[] junk = {9, 8, 7};
        long before = System.currentTimeMillis();

        assertThat(decode(junk).deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo(DeadLetterRecord.MALFORMED);
            assertThat(letter.detail()).isNotBlank();
            assertThat(letter.topic()).isEqualTo("events");
            assertThat(letter.partition()).isEqualTo(3);
            assertThat(letter.offset()).isEqualTo(44);
            assertThat(letter.key()).isEqualTo(KEY);
            assertThat(letter.payload()).isEqualTo(junk);
            assertThat(letter.failedAt()).isBetween(before, System.currentTimeMillis());
        });
    }

    @Test
    void deadLetterIsTruncatedToTheLimitOfTheTopic() throws Exception {
        byte[] zeros = new byte[5_000_000];

        assertThat(decode(NOON, new byte[70_000], zeros).deadLetters())
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.key()).hasSize(65_536);
                    assertThat(letter.payload()).hasSize(786_432);
                    assertThat(letter.detail())
                            .startsWith("not in Avro's single-object encoding")
                            .contains("The key was cut: it has 70000 bytes, of which the first 65536 are kept.")
                            .contains("The payload was cut: it has 5000000 bytes, of which the first 786432 are kept.");
                });
    }

    @Test
    void smallDeadLetterIsNotTruncated() throws Exception {
        byte[] zeros = new byte[786_432];

        assertThat(decode(NOON, new byte[65_536], zeros).deadLetters())
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.payload()).hasSize(786_432);
                    assertThat(letter.detail()).doesNotContain("cut");
                });
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 4_102_444_800_000L, Long.MAX_VALUE})
    void recordWithImplausibleReceiptIsMalformed(long receivedAt) throws Exception {
        Decoded decoded = decode(receivedAt, KEY, new EventCodec().encode(event("e", "login", receivedAt, "u")));

        assertThat(decoded.events()).isEmpty();
        assertThat(decoded.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo(DeadLetterRecord.MALFORMED);
            assertThat(letter.detail()).contains("timestamp");
        });
    }

    @ParameterizedTest
    @MethodSource("brokenEvents")
    void eventThatBreaksARuleIsADeadLetter(Broken broken) throws Exception {
        Decoded decoded = decode(new EventCodec().encode(broken.event()));

        assertThat(decoded.events()).isEmpty();
        assertThat(decoded.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo(broken.reason());
            assertThat(letter.detail()).isNotBlank();
        });
    }

    static List<Broken> brokenEvents() {
        return List.of(
                new Broken(
                        "older than the lateness",
                        event("e", "login", NOON - days(30) - 1, "u"),
                        DeadLetterRecord.LATE),
                new Broken("from the future", event("e", "login", NOON + 300_001, "u"), DeadLetterRecord.MALFORMED),
                new Broken("blank event_id", event(" ", "login", NOON, "u"), DeadLetterRecord.MALFORMED),
                new Broken("type in capitals", event("e", "Login", NOON, "u"), DeadLetterRecord.MALFORMED),
                new Broken("junk user", event("e", "login", NOON, "undefined"), DeadLetterRecord.MALFORMED),
                new Broken("long user", event("e", "login", NOON, "u".repeat(129)), DeadLetterRecord.MALFORMED),
                new Broken(
                        "video event without video", event("e", "video_view", NOON, "u"), DeadLetterRecord.MALFORMED),
                new Broken(
                        "properties that are no JSON",
                        Event.of("e", "login", NOON, "u").withProperties("{"),
                        DeadLetterRecord.MALFORMED),
                new Broken("control character", event("e", "login", NOON, "u\u0007"), DeadLetterRecord.MALFORMED),
                new Broken(
                        "not a number",
                        Event.of("e", "login", NOON, "u").withValue(Double.NaN),
                        DeadLetterRecord.MALFORMED));
    }

    @Test
    void acceptsTheOldestAndTheNewestAllowedTimestamp() throws Exception {
        EventCodec codec = new EventCodec();

        assertThat(decode(codec.encode(event("e", "login", NOON - days(30), "u")))
                        .events())
                .hasSize(1);
        assertThat(decode(codec.encode(event("e", "login", NOON + 300_000, "u")))
                        .events())
                .hasSize(1);
    }

    @Property(tries = 200)
    void anyBytesYieldOneEventOrOneDeadLetter(@ForAll byte[] bytes) throws Exception {
        assertOneOutput(bytes);
    }

    /** Adds random bytes after a valid header, so that the decoder reaches the fields. */
    @Property(tries = 200)
    void anyFieldsYieldOneEventOrOneDeadLetter(@ForAll byte[] bytes) throws Exception {
        byte[] value = new EventCodec().encode(event("e", "login", NOON, "u"));
        byte[] damaged = new byte[10 + bytes.length];
        System.arraycopy(value, 0, damaged, 0, 10);
        System.arraycopy(bytes, 0, damaged, 10, bytes.length);

        assertOneOutput(damaged);
    }

    private static void assertOneOutput(byte[] value) throws Exception {
        Decoded decoded = decode(value);
        assertThat(decoded.events().size() + decoded.deadLetters().size()).isEqualTo(1);
    }

    @Test
    void reportsReadOffsetsBeforeEachWatermark() throws Exception {
        try (var harness = new OneInputStreamOperatorTestHarness<>(operator())) {
            harness.open();
            harness.processWatermark(100);
            assertThat(harness.getSideOutput(ReadProgress.TAG)).isNull();

            harness.processElement(record(0, 7), 101);
            harness.processElement(record(40, 2), 101);
            harness.processElement(record(0, 8), 102);
            harness.processWatermark(200);
            harness.processWatermark(300);
            harness.processElement(record(40, 3), 301);
            harness.processWatermark(400);

            assertThat(harness.getSideOutput(ReadProgress.TAG))
                    .extracting(StreamRecord::getValue)
                    .containsExactlyElementsOf(List.of(
                            new ReadProgress(0, 9, 200), new ReadProgress(40, 3, 200), new ReadProgress(40, 4, 400)));
        }
    }

    private static Decoded decode(byte @Nullable [] value) throws Exception {
        return decode(NOON, KEY, value);
    }

    private static Decoded decode(long receivedAt, byte[] key, byte @Nullable [] value) throws Exception {
        try (var harness = new OneInputStreamOperatorTestHarness<>(operator())) {
            harness.open();
            harness.processElement(new LogRecord(3, 44, receivedAt, key, value), receivedAt);
            Queue<StreamRecord<DeadLetterRecord>> letters = harness.getSideOutput(DeadLetterRecord.TAG);
            return new Decoded(
                    harness.extractOutputValues(),
                    letters == null
                            ? List.of()
                            : letters.stream().map(StreamRecord::getValue).toList());
        }
    }

    private static DecodeOperator operator() {
        return new DecodeOperator("events", AllowedLateness.of(Duration.ofDays(30)), JobTracing.OFF);
    }

    /** A malformed record, which counts as read like any other. */
    private static LogRecord record(int partition, long offset) {
        return new LogRecord(partition, offset, 0, null, null);
    }

    private static Event event(String eventId, String type, long timestamp, String userId) {
        return Event.of(eventId, type, timestamp, userId);
    }

    private static long days(int days) {
        return Duration.ofDays(days).toMillis();
    }
}
