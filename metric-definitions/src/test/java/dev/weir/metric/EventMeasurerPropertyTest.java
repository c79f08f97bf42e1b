// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Event;
import dev.weir.event.EventRules;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** Compares the measurer with a naive one, which evaluates each definition by itself over a tree of maps. */
class EventMeasurerPropertyTest {
    private static final List<String> NAMES = List.of("a", "b", "a.b", "", "ü\"\\", "A");
    private static final List<String> TYPES = List.of("p", "p.q", "p.q_r", "view");

    /** A number as it was sent. */
    private record Literal(String json) {}

    private record Sent(Event event, Map<String, Object> properties) {}

    @Property
    void agreesWithANaiveMeasurer(
            @ForAll("definitions") List<MetricDefinition> definitions, @ForAll("events") List<Sent> events) {
        EventMeasurer measurer = new EventMeasurer(definitions);
        List<String> measured = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (Sent sent : events) {
            measurer.measure(sent.event, new EventMeasurer.Receiver() {
                @Override
                public void measured(
                        MetricDefinition definition,
                        String[] groups,
                        @Nullable BigDecimal number,
                        @Nullable String member) {
                    measured.add(line(definition, List.of(groups), number, member));
                }

                @Override
                public void skipped(MetricDefinition definition) {
                    measured.add(definition + " skipped");
                }
            });
            definitions.forEach(definition -> naive(definition, sent, expected));
        }

        assertThat(measured).isEqualTo(expected);
    }

    @Property(tries = 200)
    void generatedEventsAreValid(@ForAll("events") List<Sent> events) {
        assertThat(events).allSatisfy(sent -> assertThat(
                        new EventRules(Duration.ofDays(1)).check(sent.event, sent.event.timestamp()))
                .isNull());
    }

    private static void naive(MetricDefinition definition, Sent sent, List<String> lines) {
        List<String> types = definition.types().patterns();
        if (!types.isEmpty()
                && types.stream().noneMatch(type -> sent.event
                        .type()
                        .matches(type.replace(".", "\\.").replace("*", ".*")))) {
            return;
        }
        for (Condition condition : definition.where()) {
            String text = text(value(condition.field(), sent));
            if (text == null ? !condition.orAbsent() : !condition.texts().contains(text)) {
                return;
            }
        }
        BigDecimal number = null;
        String member = null;
        FieldPath of = definition.of();
        if (of != null) {
            Object value = value(of, sent);
            if (definition.aggregate() == Aggregate.UNIQUE) {
                member = text(value);
            } else if (value instanceof Literal literal) {
                number = number(literal);
            }
            if (number == null && member == null) {
                lines.add(definition + " skipped");
                return;
            }
        }
        List<String> groups = definition.by().stream()
                .map(path -> text(value(path, sent)))
                .map(text -> text == null ? "" : MetricValue.group(text))
                .toList();
        lines.add(line(definition, groups, number, member));
    }

    private static @Nullable Object value(FieldPath path, Sent sent) {
        return switch (path.field()) {
            case TYPE -> sent.event.type();
            case USER_ID -> sent.event.userId();
            case VIDEO_ID -> sent.event.videoId();
            case SESSION_ID -> sent.event.sessionId();
            case VALUE -> sent.event.value() == null ? null : new Literal(sent.event.value() + "");
            case PROPERTIES -> {
                Object value = sent.properties;
                for (String name : path.names()) {
                    value = value instanceof Map<?, ?> object ? object.get(name) : null;
                }
                yield value;
            }
        };
    }

    private static @Nullable String text(@Nullable Object value) {
        if (value instanceof Literal literal) {
            return exponentIsHuge(literal) ? literal.json : MetricValue.textOf(new BigDecimal(literal.json));
        }
        return value instanceof String || value instanceof Boolean ? value.toString() : null;
    }

    private static @Nullable BigDecimal number(Literal literal) {
        if (exponentIsHuge(literal)) {
            return null;
        }
        BigDecimal exact = new BigDecimal(literal.json);
        return exact.abs().compareTo(new BigDecimal("1e38")) >= 0 ? null : exact.setScale(20, RoundingMode.HALF_EVEN);
    }

    private static boolean exponentIsHuge(Literal literal) {
        return literal.json.matches(".*[eE][-+]?0*[1-9][0-9]{9,}");
    }

    private static String line(
            MetricDefinition definition, List<String> groups, @Nullable BigDecimal number, @Nullable String member) {
        return definition + " " + groups + " " + (number == null ? "" : MetricValue.textOf(number)) + " " + member;
    }

    @Provide
    static Arbitrary<List<MetricDefinition>> definitions() {
        Arbitrary<FieldPath> properties = Arbitraries.of(NAMES)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(names -> new FieldPath(FieldPath.Field.PROPERTIES, names));
        Arbitrary<FieldPath> fields = Arbitraries.of(FieldPath.Field.class)
                .filter(field -> field != FieldPath.Field.PROPERTIES)
                .map(FieldPath::of);
        Arbitrary<FieldPath> paths = Arbitraries.frequencyOf(Tuple.of(3, properties), Tuple.of(1, fields));
        Arbitrary<TypeFilter> types = Arbitraries.of("p", "p*", "p.q*", "p.*", "view", "v*")
                .list()
                .ofMaxSize(2)
                .map(TypeFilter::new);
        Arbitrary<Condition> conditions = Combinators.combine(
                        paths,
                        Arbitraries.of("1", "1.5", "true", "", "x", "1000", "p")
                                .list()
                                .ofMaxSize(3),
                        Arbitraries.of(true, true, false))
                .as(Condition::new);
        return Combinators.combine(
                        types,
                        conditions.list().ofMaxSize(2),
                        Arbitraries.of(Aggregate.class),
                        paths,
                        paths.list().uniqueElements().ofMaxSize(4))
                .as((type, where, aggregate, of, by) -> new MetricDefinition(
                        "m",
                        "",
                        type,
                        where,
                        aggregate,
                        aggregate == Aggregate.COUNT ? null : of,
                        by,
                        aggregate == Aggregate.HISTOGRAM ? List.of(BigDecimal.ONE) : List.of()))
                .list()
                .ofMaxSize(4);
    }

    @Provide
    static Arbitrary<List<Sent>> events() {
        Arbitrary<Object> scalars = Arbitraries.oneOf(
                Arbitraries.of("1", "1.0", "1.50", "1e3", "-0", "0.00", "1e400", "1e-400", "-1e38", "1e-21", "5e-21")
                        .map(Literal::new),
                Arbitraries.of("1e99999999999", "1E-99999999999", "1e0000000000001", "123456789012345678901234567890")
                        .map(Literal::new),
                Arbitraries.doubles().between(-1e9, 1e9).map(value -> new Literal(new BigDecimal(value).toString())),
                Arbitraries.of("1", "1.5", "x", "", "true", "null", "😀\u0000\"\\\n", "\u2028"),
                Arbitraries.of(true, false),
                Arbitraries.of(Null.NULL));
        Arbitrary<Map<String, Object>> leaves =
                Arbitraries.maps(Arbitraries.of(NAMES), scalars).ofMaxSize(4);
        Arbitrary<Object> lists = scalars.list().ofMaxSize(2).map(list -> (Object) list);
        Arbitrary<Map<String, Object>> inner = Arbitraries.maps(
                        Arbitraries.of(NAMES), Arbitraries.oneOf(scalars, lists, leaves.map(map -> (Object) map)))
                .ofMaxSize(4);
        Arbitrary<Map<String, Object>> properties = Arbitraries.maps(
                        Arbitraries.of(NAMES), Arbitraries.oneOf(scalars, lists, inner.map(map -> (Object) map)))
                .ofMaxSize(5);
        return Combinators.combine(
                        Arbitraries.of(TYPES),
                        Arbitraries.of("v", "1").injectNull(0.5),
                        Arbitraries.of("s", "x").injectNull(0.5),
                        Arbitraries.of(1.0, 1.5, 19.99, 1000.0, -0.0, 1e300, 1e-300)
                                .injectNull(0.3),
                        properties)
                .as((type, video, session, value, tree) -> new Sent(
                        new Event("e", false, type, 1_700_000_000_000L, "ada", video, session, value, json(tree)),
                        tree))
                .list()
                .ofMaxSize(5);
    }

    private enum Null {
        NULL
    }

    private static String json(Object value) {
        if (value instanceof Map<?, ?> object) {
            return object.entrySet().stream()
                    .map(entry -> json(String.valueOf(entry.getKey())) + " : " + json(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(EventMeasurerPropertyTest::json).collect(Collectors.joining(",", "[", "]"));
        }
        if (value instanceof String text) {
            return text.chars()
                    .mapToObj(c -> c < ' ' || c == '"' || c == '\\'
                            ? "\\u" + Integer.toHexString(0x10000 | c).substring(1)
                            : (char) c + "")
                    .collect(Collectors.joining("", "\"", "\""));
        }
        return value instanceof Literal literal
                ? literal.json
                : value.toString().toLowerCase(Locale.ROOT);
    }
}
