// SPDX-License-Identifier: Apache-2.0
package dev.weir.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventRulesTest {
    private static final long NOW = 1_795_176_000_250L;
    private static final Duration LATENESS = Duration.ofDays(30);
    private static final EventRules rules = new EventRules(LATENESS);

    @ParameterizedTest
    @CsvSource({"event_id,64", "type,64", "user_id,128", "video_id,128", "session_id,128"})
    void limitsTextsByCodePoints(String field, int length) {
        Function<String, @Nullable Violation> rule = ruleOf(field);

        assertThat(rule.apply("a")).isNull();
        assertThat(rule.apply("a".repeat(length))).isNull();
        assertCode(rule.apply("a".repeat(length + 1)), ErrorCode.TOO_LONG, field);
        if (!field.equals("type")) {
            assertThat(rule.apply("😀".repeat(length))).isNull();
            assertCode(rule.apply("😀".repeat(length + 1)), ErrorCode.TOO_LONG, field);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"event_id", "type", "user_id", "video_id", "session_id"})
    void refusesTextsThatAreBlankOrNotText(String field) {
        Function<String, @Nullable Violation> rule = ruleOf(field);
        String[] bad = {
            "", " ", "\u3000\u00A0", "a\u0000", "\n", "a\u007F", "a\u0085", "a\uD800", "\uDC00a", "\uDC00\uD800"
        };
        for (String text : bad) {
            assertCode(rule.apply(text), ErrorCode.INVALID_VALUE, field);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a,true",
        "video_view,true",
        "a.b_9,true",
        "a..,true",
        "A,false",
        "1a,false",
        "_a,false",
        ".a,false",
        "aB,false",
        "a-b,false",
        "a b,false",
        "é,false",
        "aé,false"
    })
    void checksTheSyntaxOfTypes(String type, boolean valid) {
        assertThat(rules.type(type) == null).isEqualTo(valid);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "NULL",
                "Undefined",
                "0",
                "NaN",
                "none",
                "nil",
                "n/a",
                "<NA>",
                "\\N",
                "-1",
                "0.0",
                "-0",
                "00",
                "0x0000000000000000000000000000000000000000",
                "true",
                "False",
                "-Infinity",
                "anonymous",
                "Guest",
                "unknown",
                "user_id",
                "userId",
                "distinct_id",
                "\"null\"",
                "'undefined'",
                "\\\"null\\\"",
                "\u201Cnull\u201D",
                "(null)",
                "<nil>",
                "[null]",
                " null",
                "null\u00A0",
                "\uFEFFnull",
                "nu\u200Bll",
                "null null",
                "undefined undefined",
                "Undefined, Undefined",
                "null-undefined",
                "none@none.none",
                "[object Object]",
                "[object Undefined]",
                "{}",
                "[]",
                "\"\"",
                "()",
                "-",
                "--",
                "?",
                "{{user_id}}",
                "{{ user.id }}",
                "${userId}",
                "%{user}",
                "<%= user.id %>",
                "%user_id%",
                "$null",
                "00000000-0000-0000-0000-000000000000",
                "{00000000-0000-0000-0000-000000000000}",
                "urn:uuid:00000000-0000-0000-0000-000000000000",
                "00000000000000000000000000000000"
            })
    void refusesPlaceholdersAsUserId(String userId) {
        assertCode(rules.userId(userId), ErrorCode.JUNK_IDENTITY, "user_id");
        assertThat(rules.videoId(userId)).as("only of users").isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "01",
                "1.0",
                "-2",
                "10",
                "0a",
                "0x1",
                "1 ",
                " ada",
                "\uFF10",
                "nullable",
                "null1",
                "nonesuch",
                "none-1",
                "guest-1",
                "anonymous-7f3a",
                "Nil Armstrong",
                "null null ada",
                "True North",
                "id-7",
                "ada@none.org",
                "[ada]",
                "{ada}",
                "{{ada",
                "\u00E9",
                "\uD83D\uDE00",
                "00000000-0000-0000-0000-000000000001",
                "\u200Bada",
                "na"
            })
    void acceptsAnyOtherTextAsUserId(String userId) {
        assertThat(rules.userId(userId)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u200B",
                "\uFEFF",
                "\u00AD",
                "\u2060\u200D",
                "\u3164",
                "\uFE0F",
                "\u2800",
                " \u200B\u00A0",
                "\uDB40\uDC01"
            })
    void treatsInvisibleTextAsBlank(String text) {
        assertCode(rules.userId(text), ErrorCode.INVALID_VALUE, "user_id");
        assertCode(rules.videoId(text), ErrorCode.INVALID_VALUE, "video_id");
        assertThat(rules.videoId(text + "x")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "video_view,false,false",
        "video_,false,false",
        "video_view,true,true",
        "video,false,true",
        "a,true,true"
    })
    void requiresAVideoForTypesOfVideos(String type, boolean hasVideo, boolean valid) {
        Violation violation = rules.videoOf(type, hasVideo);

        assertThat(violation == null).isEqualTo(valid);
        if (!valid) {
            assertCode(violation, ErrorCode.MISSING_FIELD, "video_id");
        }
    }

    @Test
    void refusesValuesThatAreNotNumbers() {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            assertCode(rules.value(bad), ErrorCode.INVALID_VALUE, "value");
        }
        assertThat(rules.value(-Double.MAX_VALUE)).isNull();
        assertThat(rules.value(-0.0)).isNull();
    }

    @Test
    void allowsTimestampsToTheMillisecond() {
        assertThat(rules.timestamp(NOW + 300_000, NOW)).isNull();
        assertCode(rules.timestamp(NOW + 300_001, NOW), ErrorCode.IN_FUTURE, "timestamp");
        assertThat(rules.timestamp(NOW - LATENESS.toMillis(), NOW)).isNull();
        assertCode(rules.timestamp(NOW - LATENESS.toMillis() - 1, NOW), ErrorCode.TOO_OLD, "timestamp");
    }

    @Property
    void limitsTheAgeAndTheFutureOfTimestamps(@ForAll long timestamp) {
        Violation violation = rules.timestamp(timestamp, NOW);

        boolean valid = timestamp <= NOW + 300_000 && timestamp >= NOW - LATENESS.toMillis();
        assertThat(violation == null).isEqualTo(valid);
        assertThat(rules.isTooOld(timestamp, NOW)).isEqualTo(timestamp < NOW - LATENESS.toMillis());
    }

    @Test
    void hintsAtTimestampsInSeconds() {
        assertThat(rules.timestamp(NOW / 1000, NOW))
                .extracting(Violation::message)
                .asString()
                .contains("seconds");
        long threeYearsAgo = NOW - Duration.ofDays(3 * 365).toMillis();
        assertThat(rules.timestamp(threeYearsAgo / 1000, NOW))
                .extracting(Violation::message)
                .asString()
                .contains("multiply by 1000");
        assertThat(rules.timestamp(NOW * 1000, NOW))
                .extracting(Violation::message)
                .asString()
                .contains("microseconds: divide by 1000.");
        assertThat(rules.timestamp(NOW * 1_000_000, NOW))
                .extracting(Violation::message)
                .asString()
                .contains("nanoseconds: divide by 1000000.");
        for (long other : new long[] {1, Long.MAX_VALUE, Long.MIN_VALUE, NOW + 86_400_000}) {
            assertThat(rules.timestamp(other, NOW))
                    .extracting(Violation::message)
                    .asString()
                    .doesNotContain("seconds");
        }
        assertThat(rules.timestamp(-NOW, NOW))
                .extracting(Violation::message)
                .asString()
                .doesNotContain("seconds");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-20T12:00:00Z, 2026-11-20T12:00:00Z",
        "2026-11-20t12:00:00z, 2026-11-20T12:00:00Z",
        "2026-11-20 12:00:00Z, 2026-11-20T12:00:00Z",
        "2026-11-20T12:00:00.25Z, 2026-11-20T12:00:00.250Z",
        "2026-11-20T12:00:00.123999999Z, 2026-11-20T12:00:00.123Z",
        "2026-11-20T12:00:00+05:30, 2026-11-20T06:30:00Z",
        "2026-11-20T00:00:00.5-23:59, 2026-11-20T23:59:00.500Z",
        "2026-11-20T12:00:00-00:00, 2026-11-20T12:00:00Z",
        "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
        "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z"
    })
    void readsRfc3339(String text, Instant time) {
        assertThat(EventRules.parseTimestamp(text)).isEqualTo(time.toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-11-20",
                "2026-11-20T12:00:00",
                "2026-11-20T12:00Z",
                "2026-11-20T12:00:00.Z",
                "2026-11-20T12:00:00.1234567890Z",
                "2026-11-20T12:00:00,5Z",
                "2026-11-20T12:00:00.5",
                "2026-11-20T12:00:00+0530",
                "2026-11-20T12:00:00+05",
                "2026-11-20T12:00:00+24:00",
                "2026-11-20T12:00:00+05:60",
                "2026-11-20T12:00:00ZZ",
                "2026-11-20T24:00:00Z",
                "2026-11-20T12:60:00Z",
                "2026-12-31T23:59:60Z",
                "2026-02-29T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-00-01T00:00:00Z",
                "2026-11-00T00:00:00Z",
                "+2026-11-20T12:00:00Z",
                "２026-11-20T12:00:00Z",
                " 2026-11-20T12:00:00Z",
                "2026-11-20T12:00:00Z "
            })
    void refusesDatesThatAreNotRfc3339(String text) {
        assertThat(EventRules.parseTimestamp(text)).isNull();
    }

    @Property
    void readsDatesThatJavaWrites(
            @ForAll @LongRange(min = -62_135_596_800L, max = 253_402_300_799L) long second,
            @ForAll @IntRange(max = 999_999_999) int nano,
            @ForAll @IntRange(min = -1_079, max = 1_079) int offsetMinutes) {
        OffsetDateTime time = LocalDateTime.ofEpochSecond(second, nano, ZoneOffset.UTC)
                .atOffset(ZoneOffset.ofTotalSeconds(offsetMinutes * 60));
        String text = time.toString();

        // Java omits the seconds if they are zero. RFC 3339 requires them.
        if (text.charAt(16) == ':') {
            assertThat(EventRules.parseTimestamp(text))
                    .isEqualTo(time.toInstant().toEpochMilli());
        }
    }

    @Property
    void parsingTimestampsNeverThrows(@ForAll String text, @ForAll long receivedAt) {
        assertThat(EventRules.parseTimestamp(text)).isNull();
        for (String field : new String[] {"event_id", "type", "user_id", "video_id", "session_id"}) {
            Violation violation = ruleOf(field).apply(text);
            assertThat(violation == null || field.equals(violation.field())).isTrue();
        }
    }

    @Test
    void findsTheBrokenRuleOfAWholeEvent() {
        Event good = Event.of("e", "purchase", NOW, "u").withValue(1.0);
        assertThat(rules.check(good, NOW)).isNull();

        assertCode(rules.check(event("", "t", "u", null, null, NOW), NOW), ErrorCode.INVALID_VALUE, "event_id");
        assertCode(rules.check(event("e", "T", "u", null, null, NOW), NOW), ErrorCode.INVALID_VALUE, "type");
        assertCode(rules.check(event("e", "t", "0", null, null, NOW), NOW), ErrorCode.JUNK_IDENTITY, "user_id");
        assertCode(rules.check(event("e", "t", "u", "", null, NOW), NOW), ErrorCode.INVALID_VALUE, "video_id");
        assertCode(rules.check(event("e", "t", "u", null, "", NOW), NOW), ErrorCode.INVALID_VALUE, "session_id");
        assertCode(rules.check(event("e", "video_x", "u", null, null, NOW), NOW), ErrorCode.MISSING_FIELD, "video_id");
        assertCode(rules.check(event("e", "t", "u", null, null, 0), NOW), ErrorCode.TOO_OLD, "timestamp");
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                Long.MIN_VALUE,
                -1,
                0,
                1_577_836_799_999L,
                4_102_444_800_000L,
                NOW * 1000,
                Long.MAX_VALUE - 1,
                Long.MAX_VALUE
            })
    void refusesAnImplausibleTimeOfReceipt(long receivedAt) {
        Violation violation = rules.check(event("e", "t", "u", null, null, receivedAt), receivedAt);

        assertThat(violation)
                .isNotNull()
                .extracting(Violation::message)
                .asString()
                .contains("timestamp");
    }

    @Test
    void reportsARecordWithoutATimestamp() {
        assertThat(rules.receipt(-1))
                .isNotNull()
                .extracting(Violation::message)
                .asString()
                .contains("no timestamp");
    }

    @ParameterizedTest
    @ValueSource(longs = {1_577_836_800_000L, NOW, 4_102_444_799_999L})
    void anEventCanBeReceivedInEveryYearThatTablesHave(long receivedAt) {
        assertThat(rules.check(event("e", "t", "u", null, null, receivedAt), receivedAt))
                .isNull();
    }

    @Property
    void everyTimestampIsAllowedOrRefused(@ForAll long timestamp, @ForAll long receivedAt) {
        Violation violation = rules.check(event("e", "t", "u", null, null, timestamp), receivedAt);

        boolean received = receivedAt >= 1_577_836_800_000L && receivedAt < 4_102_444_800_000L;
        boolean allowed = received
                && timestamp >= receivedAt - LATENESS.toMillis()
                && timestamp <= receivedAt + Duration.ofMinutes(5).toMillis();
        assertThat(violation == null).isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " {} ",
                "{\"a\":1,\"b\":{\"a\":[1,{\"c\":null}]}}",
                "{\"a\":1e999999,\"\":\"\\u0000\",\"a.b\":-0}",
                "{\"\\ud83d\\ude00\":\"😀\"}"
            })
    void allowsPropertiesThatAreAnObject(String properties) {
        assertThat(rules.properties(properties)).isNull();
        assertThat(rules.check(with(properties), NOW)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]|INVALID_TYPE",
                "1|INVALID_TYPE",
                "\"{}\"|INVALID_TYPE",
                "{}{}|INVALID_TYPE",
                "{} 1|INVALID_TYPE",
                "{|INVALID_VALUE",
                "{} x|INVALID_VALUE",
                "{'a':1}|INVALID_VALUE",
                "{\"a\":01}|INVALID_VALUE",
                "{\"a\":NaN}|INVALID_VALUE",
                "{\"a\":\"\\x\"}|INVALID_VALUE",
                "{\"a\":\"\\ud800\"}|INVALID_VALUE",
                "{\"\\udc00\":1}|INVALID_VALUE",
                "{\"a\":{\"b\":{\"c\":[{}]}}}|INVALID_VALUE",
                "{\"a\":1,\"a\":2}|DUPLICATE_FIELD",
                "{\"a\":{\"b\":1,\"\\u0062\":2}}|DUPLICATE_FIELD",
            })
    void refusesPropertiesThatTheGatewayWouldRefuse(String properties, ErrorCode code) {
        Violation violation = rules.check(with(properties), NOW);

        assertThat(violation).isNotNull().satisfies(broken -> {
            assertThat(broken.code()).isEqualTo(code);
            assertThat(broken.field()).startsWith("properties");
            assertThat(broken.message()).startsWith("properties").endsWith(".");
        });
    }

    @Test
    void refusesEmptyTextForProperties() {
        assertCode(rules.properties(""), ErrorCode.INVALID_TYPE, "properties");
        assertCode(rules.properties("{\"a\":\"\u0000\"}"), ErrorCode.INVALID_VALUE, "properties");
    }

    @Test
    void allowsPropertiesUpToTheirLengthInBytes() {
        for (String character : new String[] {"a", "é", "€"}) {
            int bytes = character.getBytes(StandardCharsets.UTF_8).length;
            String longest = "{\"a\":\"" + character.repeat((EventRules.MAX_PROPERTIES_BYTES - 8) / bytes) + "\"}";

            assertThat(rules.properties(longest)).isNull();
            assertCode(rules.properties(longest.replace("\"a\"", "\"aaaa\"")), ErrorCode.TOO_LONG, "properties");
        }
    }

    @Property
    void propertiesNeverThrow(@ForAll String text) {
        assertThat(rules.properties(text)).isNotNull();
        assertThat(rules.properties("{\"" + text)).isNotNull();
    }

    private static Event with(String properties) {
        return Event.of("e", "t", NOW, "u").withProperties(properties);
    }

    private static Event event(
            String eventId,
            String type,
            String userId,
            @Nullable String videoId,
            @Nullable String sessionId,
            long timestamp) {
        return Event.of(eventId, type, timestamp, userId).withVideoId(videoId).withSessionId(sessionId);
    }

    private static Function<String, @Nullable Violation> ruleOf(String field) {
        return switch (field) {
            case "event_id" -> rules::eventId;
            case "type" -> rules::type;
            case "user_id" -> rules::userId;
            case "video_id" -> rules::videoId;
            case "session_id" -> rules::sessionId;
            default -> throw new IllegalArgumentException(field);
        };
    }

    private static void assertCode(@Nullable Violation violation, ErrorCode code, String field) {
        assertThat(violation).isNotNull();
        assertThat(violation).extracting(Violation::code, Violation::field).containsExactly(code, field);
        assertThat(violation)
                .extracting(Violation::message)
                .asString()
                .startsWith(field)
                .endsWith(".");
    }
}
