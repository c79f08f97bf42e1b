// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.event.Event;
import dev.weir.event.UuidV8;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A second implementation of the contract, against which the gateway's parser is tested. It is slow: it builds a tree,
 * and applies plain rules.
 */
final class NaiveContract {
    /** The junk values among the strings of the tests. {@code EventRulesTest} covers the whole rule. */
    private static final Set<String> JUNK = Set.of(
            "null",
            "undefined",
            "0",
            "nan",
            "none",
            "[object object]",
            "00000000-0000-0000-0000-000000000000",
            "\"\\/",
            "\"null\"",
            " null",
            "undefined undefined",
            "{{user_id}}",
            "nu\u200bll");

    private static final Map<String, Integer> LENGTHS =
            Map.of("event_id", 64, "type", 64, "user_id", 128, "video_id", 128, "session_id", 128);
    private static final Set<String> IN_DATA = Set.of("user_id", "video_id", "session_id", "value", "properties");
    private static final Pattern DATE_TIME = Pattern.compile(
            "(\\d{4})-(\\d\\d)-(\\d\\d)[Tt ](\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,9}))?(?:[Zz]|([+-])(\\d\\d):(\\d\\d))");

    /** A surrogate pair, or half of one. */
    private static final Pattern SURROGATES =
            Pattern.compile("(?i)\\\\u(?:d[89ab][0-9a-f]{2}\\\\ud[c-f][0-9a-f]{2}|d[89a-f][0-9a-f]{2})");

    /** Replaces half of a surrogate pair, which Jackson does not accept everywhere. */
    private static final char LONE = '\uE0FF';

    private static final long LATENESS = 30 * 86_400_000L;
    private static final long SKEW = 300_000;

    private final String text;
    private final long now;
    private final Set<String> seen = new HashSet<>();
    private final Map<String, Object> fields = new HashMap<>();

    private NaiveContract(String text, long now) {
        this.text = text;
        this.now = now;
    }

    /**
     * The expected result for an event.
     *
     * @param error the code of the first violation; null if the event is accepted
     * @param event null if it is refused; without {@code event_id} if the gateway assigns one
     * @param loneName whether a name has half of a surrogate pair; another error then need not be the first one
     */
    record Verdict(@Nullable String error, @Nullable Event event, boolean loneName) {}

    static Verdict of(String text, boolean cloudEvent, long now) {
        if (text.getBytes(UTF_8).length > 32 * 1024) {
            return new Verdict("too_large", null, false);
        }
        Object tree;
        try {
            tree = tree(text);
        } catch (IOException notJson) {
            return new Verdict("malformed_json", null, false);
        }
        try {
            NaiveContract contract = new NaiveContract(text, now);
            Event event = cloudEvent ? contract.cloudEvent(members(tree)) : contract.event(members(tree));
            // Such a name is not valid text, even in a place that is otherwise ignored.
            return hasLoneName(tree) ? new Verdict("invalid_value", null, true) : new Verdict(null, event, false);
        } catch (Broken broken) {
            return new Verdict(broken.code, null, hasLoneName(tree));
        }
    }

    private Event event(List<Member> members) throws Broken {
        for (Member member : members) {
            if (!LENGTHS.containsKey(member.name)
                    && !Set.of("timestamp", "value", "properties").contains(member.name)) {
                throw new Broken("unknown_field");
            }
            field(member.name, member, false);
        }
        if (!fields.containsKey("type") && fields.containsKey("video_id")) {
            fields.put("type", "video_view");
        }
        return complete((String) fields.get("event_id"), (String) fields.get("properties"));
    }

    private Event cloudEvent(List<Member> members) throws Broken {
        Set<String> names = new HashSet<>();
        ObjectNode kept = new ObjectMapper().createObjectNode();
        boolean versioned = false;
        String source = null;
        String subject = null;
        for (Member member : members) {
            if (!names.add(member.name)) {
                throw new Broken("duplicate_field");
            }
            boolean needed = Set.of("specversion", "id", "source", "type", "time", "data", "data_base64")
                    .contains(member.name);
            if (member.value == null || member.value.equals("") && !needed) {
                continue;
            }
            switch (member.name) {
                case "specversion" -> {
                    versioned = true;
                    if (!string(member.value).equals("1.0")) {
                        throw new Broken("invalid_value");
                    }
                }
                case "id" -> field("event_id", member, true);
                case "type" -> field("type", member, true);
                case "time" -> {
                    string(member.value);
                    field("timestamp", member, true);
                }
                case "source" -> source = plain(string(member.value), 1024);
                case "subject" -> subject = plain(string(member.value), 1024);
                case "datacontenttype" -> {
                    if (!string(member.value)
                            .toLowerCase(Locale.ROOT)
                            .matches("\\s*(application/json|text/json|[^;]*\\+json)\\s*(;.*)?")) {
                        throw new Broken("invalid_value");
                    }
                }
                case "data" -> {
                    for (Member inner : members(member.value)) {
                        if (!IN_DATA.contains(inner.name)) {
                            throw new Broken("unknown_field");
                        }
                        field(inner.name, inner, true);
                    }
                }
                case "data_base64" -> throw new Broken("unknown_field");
                default -> keep(kept, member);
            }
        }
        if (!versioned || !fields.containsKey("event_id") || source == null || !fields.containsKey("type")) {
            throw new Broken("missing_field");
        }
        if (!fields.containsKey("user_id") && subject != null) {
            seen.remove("user_id");
            field("user_id", new Member("user_id", subject, 0, 0), true);
        } else if (subject != null) {
            kept.put("subject", subject);
        }
        String id = (String) fields.get("event_id");
        complete(id, null);
        kept.put("source", source).put("id", id);
        String own = ((String) fields.getOrDefault("properties", "{}")).substring(1);
        String properties =
                "{\"cloudevents\":" + kept + (own.strip().equals("}") ? "" : ",") + own.replaceFirst("^[ \t]+", "");
        if (properties.getBytes(UTF_8).length > 8 * 1024) {
            throw new Broken("too_long");
        }
        return complete(UuidV8.ofCloudEvent(source, id).toString(), properties);
    }

    private static void keep(ObjectNode kept, Member member) throws Broken {
        if (!member.name.matches("[a-z0-9]+")) {
            throw new Broken("unknown_field");
        }
        if (member.value instanceof String string) {
            kept.put(member.name, plain(string, 1024));
        } else if (member.value instanceof Boolean bool) {
            kept.put(member.name, bool);
        } else {
            BigInteger number = whole(member.value);
            if (number == null || number.bitLength() > 31) {
                throw new Broken("invalid_type");
            }
            kept.put(member.name, number);
        }
    }

    private void field(String field, Member member, boolean reserves) throws Broken {
        if (!seen.add(field)) {
            throw new Broken("duplicate_field");
        }
        if (member.value == null) {
            return;
        }
        Object value =
                switch (field) {
                    case "timestamp" -> timestamp(member.value);
                    case "value" -> value(member.value);
                    case "properties" -> properties(member, reserves);
                    case "type" -> type(plain(string(member.value), 64));
                    case "user_id" -> user(plain(string(member.value), 128));
                    default -> plain(string(member.value), LENGTHS.getOrDefault(field, 0));
                };
        fields.put(field, value);
    }

    private Event complete(@Nullable String eventId, @Nullable String properties) throws Broken {
        if (!fields.containsKey("user_id") || !fields.containsKey("type")) {
            throw new Broken("missing_field");
        }
        String type = (String) fields.get("type");
        if (type.startsWith("video_") && !fields.containsKey("video_id")) {
            throw new Broken("missing_field");
        }
        return new Event(
                eventId == null ? "" : eventId,
                eventId == null,
                type,
                (Long) fields.getOrDefault("timestamp", now),
                (String) fields.get("user_id"),
                (String) fields.get("video_id"),
                (String) fields.get("session_id"),
                (Double) fields.get("value"),
                properties);
    }

    private Object timestamp(Object value) throws Broken {
        long millis;
        BigInteger whole = whole(value);
        if (whole != null && whole.bitLength() < 64) {
            millis = whole.longValue();
        } else if (value instanceof Number) {
            throw new Broken("invalid_value");
        } else {
            millis = dateTime(string(value));
        }
        if (millis > now + SKEW) {
            throw new Broken("in_future");
        }
        if (millis < now - LATENESS) {
            throw new Broken("too_old");
        }
        return millis;
    }

    private static @Nullable BigInteger whole(@Nullable Object value) {
        if (value instanceof BigDecimal decimal) {
            try {
                return decimal.scale() < -100 && decimal.signum() != 0 ? null : decimal.toBigIntegerExact();
            } catch (ArithmeticException fraction) {
                return null;
            }
        }
        return value instanceof BigInteger number ? number : null;
    }

    private static long dateTime(String text) throws Broken {
        Matcher parts = DATE_TIME.matcher(text);
        if (!parts.matches()) {
            throw new Broken("invalid_value");
        }
        try {
            int[] numbers = new int[6];
            for (int i = 0; i < 6; i++) {
                numbers[i] = Integer.parseInt(parts.group(i + 1));
            }
            String fraction = parts.group(7) == null ? "000" : (parts.group(7) + "00").substring(0, 3);
            int offset = 0;
            if (parts.group(8) != null) {
                int hours = Integer.parseInt(parts.group(9));
                int minutes = Integer.parseInt(parts.group(10));
                if (hours > 23 || minutes > 59) {
                    throw new Broken("invalid_value");
                }
                offset = (parts.group(8).equals("-") ? -1 : 1) * (hours * 60 + minutes);
            }
            long seconds = LocalDateTime.of(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5])
                    .toEpochSecond(ZoneOffset.UTC);
            return (seconds - offset * 60L) * 1000 + Integer.parseInt(fraction);
        } catch (DateTimeException noSuchMoment) {
            throw new Broken("invalid_value");
        }
    }

    private static Object value(Object value) throws Broken {
        if (!(value instanceof Number number)) {
            throw new Broken("invalid_type");
        }
        if (Double.isInfinite(number.doubleValue())) {
            throw new Broken("invalid_value");
        }
        return number.doubleValue();
    }

    private Object properties(Member member, boolean reserves) throws Broken {
        if (!(member.value instanceof Members members)) {
            throw new Broken("invalid_type");
        }
        String sent = text.substring(member.from, member.to);
        if (sent.getBytes(UTF_8).length > 8 * 1024) {
            throw new Broken("too_long");
        }
        walk(members, 1, reserves);
        return sent;
    }

    private static void walk(@Nullable Object tree, int depth, boolean reserves) throws Broken {
        if (tree instanceof String string && hasLone(string)) {
            throw new Broken("invalid_value");
        }
        if ((tree instanceof Members || tree instanceof List) && depth > 4) {
            throw new Broken("invalid_value");
        }
        if (tree instanceof Members object) {
            Set<String> names = new HashSet<>();
            for (Member member : object.members) {
                if (hasLone(member.name) || reserves && depth == 1 && member.name.equals("cloudevents")) {
                    throw new Broken("invalid_value");
                }
                if (!names.add(member.name)) {
                    throw new Broken("duplicate_field");
                }
                walk(member.value, depth + 1, reserves);
            }
        } else if (tree instanceof List<?> array) {
            for (Object element : array) {
                walk(element, depth + 1, reserves);
            }
        }
    }

    private static String string(Object value) throws Broken {
        if (value instanceof String string) {
            return string;
        }
        throw new Broken("invalid_type");
    }

    private static String plain(String string, int maxLength) throws Broken {
        boolean bad = hasLone(string) || string.chars().anyMatch(c -> c < 0x20 || c >= 0x7F && c < 0xA0);
        if (bad || string.codePoints().allMatch(NaiveContract::isBlank)) {
            throw new Broken("invalid_value");
        }
        if (string.codePointCount(0, string.length()) > maxLength) {
            throw new Broken("too_long");
        }
        return string;
    }

    private static boolean isBlank(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.getType(c) == Character.FORMAT;
    }

    private static String type(String type) throws Broken {
        if (!type.matches("[a-z][a-z0-9_.]*")) {
            throw new Broken("invalid_value");
        }
        return type;
    }

    private static String user(String user) throws Broken {
        if (JUNK.contains(user.toLowerCase(Locale.ROOT))) {
            throw new Broken("junk_identity");
        }
        return user;
    }

    private static boolean hasLone(String text) {
        return text.indexOf(LONE) >= 0;
    }

    private static boolean hasLoneName(@Nullable Object tree) {
        if (tree instanceof Members object) {
            return object.members.stream().anyMatch(member -> hasLone(member.name) || hasLoneName(member.value));
        }
        return tree instanceof List<?> array && array.stream().anyMatch(NaiveContract::hasLoneName);
    }

    private static List<Member> members(@Nullable Object tree) throws Broken {
        if (tree instanceof Members object) {
            return object.members;
        }
        throw new Broken("invalid_type");
    }

    /** A member of an object, with the position of its value in the text. */
    private record Member(String name, @Nullable Object value, int from, int to) {}

    /** An object with its members in order, including duplicates. */
    private record Members(List<Member> members) {}

    private static @Nullable Object tree(String text) throws IOException {
        String marked = SURROGATES.matcher(text).replaceAll(escapes -> {
            String kept = escapes.group().length() == 12 ? escapes.group() : "\\uE0FF";
            return Matcher.quoteReplacement(kept);
        });
        try (JsonParser json = new JsonFactory().createParser(marked)) {
            json.nextToken();
            Object tree = value(json);
            if (json.nextToken() != null) {
                throw new IOException("more follows");
            }
            return tree;
        }
    }

    private static @Nullable Object value(JsonParser json) throws IOException {
        JsonToken token = json.currentToken();
        if (token == null) {
            throw new IOException("nothing");
        }
        return switch (token) {
            case START_OBJECT -> {
                List<Member> members = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    String name = json.currentName();
                    json.nextToken();
                    int from = (int) json.currentTokenLocation().getCharOffset();
                    Object value = value(json);
                    members.add(new Member(
                            name, value, from, (int) json.currentLocation().getCharOffset()));
                }
                yield new Members(members);
            }
            case START_ARRAY -> {
                List<@Nullable Object> elements = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(value(json));
                }
                yield elements;
            }
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT -> new BigInteger(json.getText());
            case VALUE_NUMBER_FLOAT -> new BigDecimal(json.getText());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IOException("not a value: " + token);
        };
    }

    /** Ends the reading at the first violation. */
    private static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        private final String code;

        Broken(String code) {
            super(code, null, false, false);
            this.code = code;
        }
    }
}
