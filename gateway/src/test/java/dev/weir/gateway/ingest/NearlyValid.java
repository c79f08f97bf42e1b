// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Generates events as text, most of them valid except for one or two rules, with values near the limits. The same seed
 * gives the same events.
 */
public final class NearlyValid {
    private static final String[] STRINGS = {
        "u1", "é", "\\uD83D\\uDE00", "\uD83D\uDE00", "a b", "\\u00e9\\n", "\\u0000", "\\u007f", "\\ud800", "x\\uDfFf",
                "\\uDE00\\uD83D", "",
        " ", "\\t", "\\u2003", "\u00a0", "null", "NULL", "undefined", "0", "NaN", "none", "[object Object]",
                "[Object object]",
        "00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000001", "\\\"\\\\\\/", "\\u0030",
                "\\\"null\\\"", " null", "undefined undefined", "{{user_id}}", "nu\u200bll", "\\ufeff", "\u200b"
    };
    private static final String[] TYPES = {
        "t",
        "video_view",
        "video_",
        "video",
        "com.example.video_view",
        "T",
        "tT",
        "9t",
        "t9",
        "_t",
        ".t",
        "t-",
        "t é",
        "videó"
    };
    private static final String[] OTHER_VALUES = {
        "null", "1", "-7", "1.5", "true", "false", "[]", "{}", "[{\"a\":[]}]", "{\"user_id\":\"u\"}"
    };
    private static final String[] TIMES = {
        "2026-11-20T12:00:00Z",
        "2026-11-20t12:00:00z",
        "2026-11-20 12:00:00.1+00:00",
        "2026-11-20T12:00:00.123456789-23:59",
        "2026-11-20T12:00:00.1234567890Z",
        "2026-11-20T12:00:00.Z",
        "2026-11-20T12:00:00",
        "2026-11-20T24:00:00Z",
        "2026-11-20T12:60:00Z",
        "2026-11-20T12:00:60Z",
        "2026-02-29T12:00:00Z",
        "2026-13-01T12:00:00Z",
        "20261120T120000Z",
        "2026-11-20T12:00:00+24:00",
        "2026-11-20T12:00:00+0000",
        "-026-11-20T12:00:00Z",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "２026-11-20T12:00:00Z",
        "2026-11-20"
    };
    private static final String[] NUMBERS = {
        "0",
        "-1",
        "12.5",
        "1e308",
        "1e309",
        "-1e400",
        "1e-999",
        "123456789012345678901234567890",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "2147483647",
        "2147483648",
        "1E3",
        "7.0",
        "70e-1",
        "1.795176e12",
        "1795176000250.000",
        "17951760002505e-1",
        "1e400000000",
        "0.1e1"
    };
    private static final String[] NOT_JSON = {
        "{",
        "{\"user_id\":",
        "{\"user_id\":\"u\"",
        "{\"user_id\":\"u\",}",
        "{user_id:1}",
        "{\"a\":01}",
        "{\"a\":tru}",
        "nul",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\t\"}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":[1,]}",
        "{\"a\":-}",
        "{\"a\":1.}",
        "{\"a\":\"\\u12G4\"}",
        "{}}",
        "{} {}",
        "+1",
        "{\"a\":NaN}"
    };

    private final Random random;
    private final long now;

    /** @param now the time of receipt, in milliseconds since the Unix epoch */
    public NearlyValid(long seed, long now) {
        this.random = new Random(seed);
        this.now = now;
    }

    /** One line, without a line break; sometimes it is not JSON. */
    public String event(boolean cloudEvent) {
        if (chance(40)) {
            return oneOf(NOT_JSON);
        }
        if (chance(40)) {
            return oneOf("1", "\"x\"", "[]", "null", "true", "[{}]", "-0.5e3");
        }
        List<String> members = cloudEvent ? cloudEventMembers() : members(fieldNames(field -> true), 3);
        mutate(members);
        String event = object(members);
        return chance(60) ? padded(event) : event;
    }

    /** Leaves half of the bodies unchanged. Changes some bytes of the others, or truncates them. */
    public byte[] damaged(byte[] body) {
        if (random.nextBoolean()) {
            return body;
        }
        byte[] damaged = chance(3) ? Arrays.copyOf(body, random.nextInt(body.length + 1)) : body.clone();
        for (int i = random.nextInt(3); i > 0 && damaged.length > 0; i--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        return damaged;
    }

    private List<String> cloudEventMembers() {
        List<String> members = new ArrayList<>();
        members.add(member("specversion", chance(25) ? oneOf("\"0.3\"", "1.0", "\"1.0 \"") : "\"1.0\""));
        members.add(member("id", chance(10) ? value("event_id") : "\"c-1\""));
        members.add(member("source", chance(10) ? attribute() : "\"/s\""));
        members.add(member("type", chance(5) ? value("type") : "\"t\""));
        if (chance(2)) {
            members.add(member("subject", chance(4) ? attribute() : "\"u\""));
        }
        if (chance(3)) {
            members.add(member("time", value("timestamp")));
        }
        if (!chance(4)) {
            List<String> data = members(fieldNames(NearlyValid::isInData), 2);
            mutate(data);
            members.add(member("data", chance(25) ? oneOf(OTHER_VALUES) : object(data)));
        }
        while (chance(3)) {
            members.add(member(
                    oneOf("traceparent", "x1", "dataschema", "data_base64", "datacontenttype", "Bad", "x_y", "é", ""),
                    attribute()));
        }
        if (chance(6)) {
            members.add(member(
                    "datacontenttype",
                    oneOf(
                            "\"application/json\"",
                            "\"Application/JSON ; a=b\"",
                            "\"application/x+json\"",
                            "\"text/plain\"",
                            "\"\"")));
        }
        return members;
    }

    /** From the gateway's own list, so that the fuzzers send a new field without a change here. */
    private static List<String> fieldNames(Predicate<EventDraft.Field> filter) {
        return Arrays.stream(EventDraft.Field.values())
                .filter(filter)
                .map(EventDraft.Field::wireName)
                .toList();
    }

    /** Whether a CloudEvent has the field in {@code data}; the others are attributes. */
    private static boolean isInData(EventDraft.Field field) {
        return switch (field) {
            case EVENT_ID, TYPE, TIMESTAMP -> false;
            case USER_ID, VIDEO_ID, SESSION_ID, VALUE, PROPERTIES -> true;
        };
    }

    /**
     * Required members are nearly always present.
     *
     * @param rarity each other member is present once in this many times
     */
    private List<String> members(List<String> names, int rarity) {
        List<String> members = new ArrayList<>();
        for (String name : names) {
            boolean needed = name.equals("user_id") || name.equals("type");
            if (needed ? !chance(12) : chance(rarity)) {
                members.add(member(name, needed && !chance(6) ? "\"u\"" : value(name)));
            }
        }
        return members;
    }

    /** Breaks the set of members: shuffles, duplicates, adds an unknown name, or leaves one out. */
    private void mutate(List<String> members) {
        Collections.shuffle(members, random);
        if (!members.isEmpty() && chance(15)) {
            members.add(oneOf(members.toArray(String[]::new)));
        }
        if (!members.isEmpty() && chance(15)) {
            members.remove(random.nextInt(members.size()));
        }
        if (chance(15)) {
            members.add(
                    random.nextInt(members.size() + 1),
                    member(oneOf("usr", "User_id", "\\u0075ser_id", "x\\ud800", "", "é"), oneOf(OTHER_VALUES)));
        }
    }

    private String value(String field) {
        if (chance(8)) {
            return oneOf(OTHER_VALUES);
        }
        return switch (field) {
            case "timestamp" -> timestamp();
            case "value" -> oneOf(NUMBERS);
            case "properties" -> properties();
            case "type" -> quoted(chance(4) ? string(64) : oneOf(TYPES));
            case "event_id" -> quoted(string(64));
            default -> quoted(string(128));
        };
    }

    private String timestamp() {
        long border = oneOfLongs(now, now + 300_000, now - 2_592_000_000L, now / 1000, 0) + random.nextInt(3) - 1;
        return chance(3) ? quoted(oneOf(TIMES)) : chance(4) ? oneOf(NUMBERS) : Long.toString(border);
    }

    private String attribute() {
        return chance(3) ? oneOf(OTHER_VALUES) : chance(3) ? oneOf(NUMBERS) : quoted(string(1024));
    }

    /** Any text, or one with a length near the limit. */
    private String string(int maxLength) {
        if (!chance(3)) {
            return oneOf(STRINGS);
        }
        String character = oneOf("x", "é", "\uD83D\uDE00", "\\u00e9", "\\ud83d\\ude00");
        return character.repeat(maxLength + random.nextInt(3) - 1);
    }

    private String properties() {
        if (chance(6)) {
            int overhead = "{\"a\":\"\"}".length();
            return "{\"a\":\"" + "x".repeat(8 * 1024 - overhead - random.nextInt(80) + 2) + "\"}";
        }
        return object(nested(1));
    }

    private List<String> nested(int depth) {
        List<String> members = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            members.add(member(
                    oneOf("a", "b", "\\u0061", "cloudevents", "user_id", "", chance(20) ? "\\udc00" : "c"),
                    tree(depth + 1)));
        }
        return members;
    }

    private String tree(int depth) {
        if (depth > 5 || chance(2)) {
            return chance(2) ? oneOf(NUMBERS) : quoted(chance(4) ? oneOf(STRINGS) : "v");
        }
        if (chance(2)) {
            return object(nested(depth));
        }
        return IntStream.range(0, random.nextInt(3))
                .mapToObj(i -> tree(depth + 1))
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** Adds spaces, so that the size of the event is near the limit. */
    private String padded(String event) {
        int missing = 32 * 1024 - event.getBytes(StandardCharsets.UTF_8).length + random.nextInt(3) - 1;
        return event.substring(0, event.length() - 1) + " ".repeat(Math.max(0, missing)) + "}";
    }

    private String object(List<String> members) {
        String blank = chance(8) ? " \t" : "";
        return "{" + blank + String.join(blank + "," + blank, members) + blank + "}";
    }

    private static String member(String name, String value) {
        return quoted(name) + ":" + value;
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    /** True once in this many times. */
    private boolean chance(int times) {
        return random.nextInt(times) == 0;
    }

    private String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private long oneOfLongs(long... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
