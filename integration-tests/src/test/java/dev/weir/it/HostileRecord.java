// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import dev.weir.event.Event;
import dev.weir.event.EventCodec;
import dev.weir.event.EventRules;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Kinds of records that programs other than the gateway may write to the topic of events, each with its expected
 * outcome.
 *
 * <p>Each record is a valid event with its own users and ids, which is then corrupted.
 */
enum HostileRecord {
    NO_VALUE(Outcome.MALFORMED, value((random, good) -> null)),
    EMPTY_VALUE(Outcome.MALFORMED, value((random, good) -> new byte[0])),
    NOISE(Outcome.MALFORMED, value((random, good) -> noise(random, 1 + random.nextInt(2_000)))),
    HEADER_ALONE(Outcome.MALFORMED, value((random, good) -> Arrays.copyOf(good, HostileRecord.HEADER_BYTES))),
    OTHER_SCHEMA(Outcome.MALFORMED, value((random, good) -> flipped(good, 2 + random.nextInt(8), random))),
    CUT_SHORT(Outcome.MALFORMED, value((random, good) -> Arrays.copyOf(good, random.nextInt(good.length)))),
    BYTES_AFTER_THE_END(
            Outcome.MALFORMED, value((random, good) -> Arrays.copyOf(good, good.length + 1 + random.nextInt(50)))),
    JSON_TEXT(Outcome.MALFORMED, value((random, good) -> bytes("{\"user_id\":\"hostile\",\"type\":\"signup\"}"))),
    LENGTH_BEYOND_THE_END(Outcome.MALFORMED, value((random, good) -> lengthOfFirstString(good, 0xFE, 0xFF, 0x7F))),
    NEGATIVE_LENGTH(Outcome.MALFORMED, value((random, good) -> lengthOfFirstString(good, 0x01))),
    ENDLESS_NUMBER(Outcome.MALFORMED, value((random, good) -> filledFromFirstString(good, (byte) 0xFF))),
    LARGE(Outcome.MALFORMED, value((random, good) -> new byte[5 * 1024 * 1024])),
    BIT_FLIPPED(Outcome.ANY, value((random, good) -> flipped(good, random.nextInt(good.length), random))),
    BYTES_SHUFFLED(Outcome.ANY, value(HostileRecord::shuffled)),

    NOT_UTF8(Outcome.MALFORMED, value((random, good) -> instead(good, 0xC3, 0x28, 0xA0, 0xA1))),
    OVERLONG_UTF8(Outcome.MALFORMED, value((random, good) -> instead(good, 0xF0, 0x82, 0x82, 0xAC))),
    HALF_A_SURROGATE_PAIR(Outcome.MALFORMED, value((random, good) -> instead(good, 0x41, 0xED, 0xA0, 0x80))),
    CONTROL_CHARACTER(Outcome.MALFORMED, user("a\u0000b")),
    NO_USER(Outcome.MALFORMED, user("")),
    JUNK_USER(Outcome.MALFORMED, user("undefined")),
    LONG_USER(Outcome.MALFORMED, user("u".repeat(EventRules.MAX_USER_ID_LENGTH + 1))),
    TYPE_IN_CAPITALS(Outcome.MALFORMED, event(good -> with(good, "VIDEO_VIEW", good.videoId(), null, null))),
    VIEW_OF_NO_VIDEO(Outcome.MALFORMED, event(good -> with(good, good.type(), null, null, null))),
    NOT_A_NUMBER(Outcome.MALFORMED, event(good -> with(good, good.type(), good.videoId(), Double.NaN, null))),
    INFINITE(Outcome.MALFORMED, event(good -> with(good, good.type(), good.videoId(), Double.NEGATIVE_INFINITY, null))),
    PROPERTIES_NOT_JSON(Outcome.MALFORMED, properties("{\"a\":")),
    PROPERTIES_NO_OBJECT(Outcome.MALFORMED, properties("[1,2]")),
    PROPERTIES_TOO_DEEP(Outcome.MALFORMED, properties("{\"a\":".repeat(500) + "1" + "}".repeat(500))),
    PROPERTIES_TOO_LARGE(
            Outcome.MALFORMED, properties("{\"a\":\"" + "x".repeat(EventRules.MAX_PROPERTIES_BYTES) + "\"}")),

    HAPPENED_AT_THE_END_OF_TIME(Outcome.MALFORMED, event(good -> at(good, Long.MAX_VALUE))),
    HAPPENED_TOMORROW(Outcome.MALFORMED, event(good -> at(good, good.timestamp() + HostileRecord.DAY))),
    HAPPENED_AT_THE_BEGINNING_OF_TIME(Outcome.LATE, event(good -> at(good, Long.MIN_VALUE))),
    HAPPENED_TEN_YEARS_AGO(Outcome.LATE, event(good -> at(good, good.timestamp() - 3_650 * HostileRecord.DAY))),
    RECEIVED_IN_1970(Outcome.MALFORMED, receivedAt(0)),
    RECEIVED_AT_THE_END_OF_TIME(Outcome.MALFORMED, receivedAt(Long.MAX_VALUE)),
    RECEIVED_IN_2090(
            Outcome.LATE, receivedAt(Instant.parse("2090-01-01T00:00:00Z").toEpochMilli())),

    TRACEPARENT_OF_LETTERS(Outcome.COUNTED, header("traceparent", random -> bytes("x".repeat(55)))),
    TRACEPARENT_OF_NOISE(Outcome.COUNTED, header("traceparent", random -> noise(random, random.nextInt(120)))),
    TRACEPARENT_WITHOUT_A_VALUE(Outcome.COUNTED, header("traceparent", random -> null)),
    LARGE_HEADER(Outcome.COUNTED, header("x", random -> new byte[200 * 1024])),
    MANY_HEADERS(Outcome.COUNTED, (random, good) -> {
        ProducerRecord<byte[], byte[]> made = record(good);
        Headers headers = made.headers();
        for (int i = 0; i < 500; i++) {
            headers.add("traceparent", noise(random, 3));
        }
        return made;
    }),
    NO_KEY(Outcome.COUNTED, key(random -> null)),
    KEY_OF_NOISE(Outcome.COUNTED, key(random -> noise(random, random.nextInt(200)))),
    LARGE_KEY(Outcome.COUNTED, key(random -> new byte[500 * 1024]));

    /** The expected outcome of a record. {@link #ANY} if it depends on which bit was flipped. */
    enum Outcome {
        COUNTED,
        MALFORMED,
        LATE,
        ANY
    }

    private static final long DAY = 86_400_000;

    /** The length of the header of Avro's single-object encoding. */
    private static final int HEADER_BYTES = 10;

    /** Four bytes of a user's id, which {@link #instead} replaces. */
    private static final String FOUR_BYTES = "@@@@";

    private static final EventCodec CODEC = new EventCodec();

    private final Outcome outcome;

    @SuppressWarnings("ImmutableEnumChecker") // These functions are stateless.
    private final BiFunction<Random, Event, ProducerRecord<byte[], byte[]>> maker;

    HostileRecord(Outcome outcome, BiFunction<Random, Event, ProducerRecord<byte[], byte[]>> maker) {
        this.outcome = outcome;
        this.maker = maker;
    }

    Outcome outcome() {
        return outcome;
    }

    /** Whether the record is so large that a few of this kind are enough. */
    boolean isLarge() {
        return List.of(LARGE, LARGE_HEADER, LARGE_KEY, MANY_HEADERS).contains(this);
    }

    /** @param number makes the ids of the event unique */
    ProducerRecord<byte[], byte[]> make(Random random, int number) {
        return maker.apply(
                random,
                Event.of(
                                "hostile-" + number,
                                Event.VIDEO_VIEW,
                                System.currentTimeMillis(),
                                "hostile-user-" + random.nextInt(1_000) + FOUR_BYTES)
                        .withVideoId("hostile/video")
                        .withValue(1.5)
                        .withProperties("{\"a\":[1,{\"b\":\"c\"}]}"));
    }

    /** A record as the gateway writes it. */
    static ProducerRecord<byte[], byte[]> record(Event event) {
        return record(event, System.currentTimeMillis(), CODEC.encode(event));
    }

    private static ProducerRecord<byte[], byte[]> record(Event event, long receivedAt, byte @Nullable [] value) {
        return new ProducerRecord<>("events", null, receivedAt, bytes(event.userId()), value);
    }

    private static BiFunction<Random, Event, ProducerRecord<byte[], byte[]>> value(
            BiFunction<Random, byte[], byte @Nullable []> spoil) {
        return (random, good) -> record(good, System.currentTimeMillis(), spoil.apply(random, CODEC.encode(good)));
    }

    private static BiFunction<Random, Event, ProducerRecord<byte[], byte[]>> event(UnaryOperator<Event> spoil) {
        return (random, good) -> record(spoil.apply(good));
    }

    private static BiFunction<Random, Event, ProducerRecord<byte[], byte[]>> receivedAt(long millis) {
        return (random, good) -> record(good, millis, CODEC.encode(good));
    }

    private static BiFunction<Random, Event, ProducerRecord<byte[], byte[]>> header(
            String name, Function<Random, byte @Nullable []> content) {
        return (random, good) -> {
            ProducerRecord<byte[], byte[]> made = record(good);
            made.headers().add(name, content.apply(random));
            return made;
        };
    }

    private static BiFunction<Random, Event, ProducerRecord<byte[], byte[]>> key(
            Function<Random, byte @Nullable []> content) {
        return (random, good) -> new ProducerRecord<>(
                "events", null, System.currentTimeMillis(), content.apply(random), CODEC.encode(good));
    }

    private static BiFunction<Random, Event, ProducerRecord<byte[], byte[]>> user(String userId) {
        return event(good ->
                Event.of(good.eventId(), good.type(), good.timestamp(), userId).withVideoId(good.videoId()));
    }

    private static BiFunction<Random, Event, ProducerRecord<byte[], byte[]>> properties(String json) {
        return event(good -> with(good, good.type(), good.videoId(), good.value(), json));
    }

    private static Event with(
            Event good, String type, @Nullable String videoId, @Nullable Double value, @Nullable String properties) {
        return Event.of(good.eventId(), type, good.timestamp(), good.userId())
                .withVideoId(videoId)
                .withValue(value)
                .withProperties(properties);
    }

    private static Event at(Event good, long timestamp) {
        return Event.of(good.eventId(), good.type(), timestamp, good.userId()).withVideoId(good.videoId());
    }

    private static byte[] noise(Random random, int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] flipped(byte[] good, int index, Random random) {
        byte[] spoilt = good.clone();
        spoilt[index] ^= (byte) (1 << random.nextInt(8));
        return spoilt;
    }

    private static byte[] shuffled(Random random, byte[] good) {
        byte[] spoilt = good.clone();
        for (int i = 0; i < 8; i++) {
            int one = HEADER_BYTES + random.nextInt(good.length - HEADER_BYTES);
            int other = HEADER_BYTES + random.nextInt(good.length - HEADER_BYTES);
            byte kept = spoilt[one];
            spoilt[one] = spoilt[other];
            spoilt[other] = kept;
        }
        return spoilt;
    }

    private static byte[] lengthOfFirstString(byte[] good, int... length) {
        byte[] spoilt = good.clone();
        for (int i = 0; i < length.length; i++) {
            spoilt[HEADER_BYTES + i] = (byte) length[i];
        }
        return spoilt;
    }

    private static byte[] filledFromFirstString(byte[] good, byte filling) {
        byte[] spoilt = good.clone();
        Arrays.fill(spoilt, HEADER_BYTES, spoilt.length, filling);
        return spoilt;
    }

    /** A copy of the record in which other bytes replace {@link #FOUR_BYTES}. */
    private static byte[] instead(byte[] good, int... four) {
        int index = new String(good, StandardCharsets.ISO_8859_1).indexOf(FOUR_BYTES);
        byte[] spoilt = good.clone();
        for (int i = 0; i < four.length; i++) {
            spoilt[index + i] = (byte) four[i];
        }
        return spoilt;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The number of records with this outcome. */
    static long count(Map<HostileRecord, Integer> made, Outcome outcome) {
        return made.entrySet().stream()
                .filter(kind -> kind.getKey().outcome == outcome)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
