// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Event;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventMeasurerTest {
    private static final Event EVENT = Event.of("e", "purchase", 0, "ada");

    @Test
    void readsNestedAndQuotedNames() {
        String properties = "{\"a\":{\"b\":{\"c\":1},\"b.c\":2},\"a.b\":{\"c\":3},\"a.b.c\":4,\"\":5,\"x y\":6}";

        assertThat(textsOf(properties, "a.b.c", "a.\"b.c\"", "\"a.b\".c", "\"a.b.c\"", "\"\"", "\"x y\"", "b"))
                .containsExactly("1", "2", "3", "4", "5", "6", "");
    }

    @Test
    void readsANameAsAValueOrAsAnObject() {
        EventMeasurer measurer = new EventMeasurer(definitions("aggregate: count\nby: [properties.a, properties.a.b]"));

        assertThat(measuredOf(measurer, "{\"a\":{\"b\":1}}")).containsExactly("a [, 1]");
        assertThat(measuredOf(measurer, "{\"a\":2}")).containsExactly("a [2, ]");
        assertThat(measuredOf(measurer, "{\"a\":{\"b\":{\"c\":1}}}")).containsExactly("a [, ]");
        assertThat(measuredOf(measurer, "{\"a\":[{\"b\":1}]}")).containsExactly("a [, ]");
        assertThat(measuredOf(measurer, null)).containsExactly("a [, ]");
    }

    @Test
    void groupsByValuesOfEveryJsonType() {
        for (String[] jsonAndText : new String[][] {
            {"1.50", "1.5"},
            {"1e3", "1000"},
            {"-0", "0"},
            {"1e400", "1e+400"},
            {"1e-400", "1e-400"},
            {"1e99999999999", "1e99999999999"},
            {"9007199254740993", "9007199254740993"},
            {"\"1.50\"", "1.50"},
            {"\"\"", ""},
            {"true", "true"},
            {"false", "false"},
            {"null", ""},
            {"[1]", ""},
            {"{}", ""},
            {"\"\\ud83d\\ude00\\u0000\\n\"", "😀\u0000\n"},
            {"\"" + "😀".repeat(200) + "\"", "😀".repeat(127) + "…"},
            {"1".repeat(500), "1".repeat(255) + "…"},
        }) {
            assertThat(textsOf("{\"a\":" + jsonAndText[0] + "}", "a"))
                    .as(jsonAndText[0])
                    .containsExactly(jsonAndText[1]);
        }
    }

    @Test
    void acceptsOnlyNumbersAsValues() {
        EventMeasurer measurer = new EventMeasurer(definitions("aggregate: sum\nof: properties.a"));
        assertThat(measuredOf(measurer, "{\"a\":1.50}")).containsExactly("a [] 1.5");
        assertThat(measuredOf(measurer, "{\"a\":1e-400}")).containsExactly("a [] 0");
        assertThat(measuredOf(measurer, "{\"a\":0.000000000000000000015}")).containsExactly("a [] 2e-20");
        for (String none :
                List.of("\"1\"", "true", "null", "[1]", "{}", "1e38", "-1e400", "1e99999999999", "1".repeat(500))) {
            assertThat(measuredOf(measurer, "{\"a\":" + none + "}")).as(none).containsExactly("a skipped");
        }
        assertThat(measuredOf(measurer, "{}")).containsExactly("a skipped");
        assertThat(measuredOf(measurer, null)).containsExactly("a skipped");
    }

    @Test
    void measuresTheFieldsOfTheEvent() {
        Event full = EVENT.withVideoId("v").withSessionId("s").withValue(19.99);
        assertThat(measured(definitions("aggregate: unique\nof: user_id"), full))
                .containsExactly("a [] ada");
        assertThat(measured(definitions("aggregate: unique\nof: session_id"), full))
                .containsExactly("a [] s");
        assertThat(measured(definitions("aggregate: unique\nof: video_id"), full))
                .containsExactly("a [] v");
        assertThat(measured(definitions("aggregate: max\nof: value"), full)).containsExactly("a [] 19.99");
        assertThat(measured(definitions("aggregate: max\nof: value"), EVENT)).containsExactly("a skipped");
        assertThat(measured(definitions("aggregate: unique\nof: video_id"), EVENT))
                .containsExactly("a skipped");
        assertThat(measured(definitions("aggregate: count\nby: [type, value, video_id, session_id]"), full))
                .containsExactly("a [purchase, 19.99, v, s]");
        assertThat(measured(definitions("aggregate: count\nby: [user_id, value, video_id, session_id]"), EVENT))
                .containsExactly("a [ada, , , ]");
        assertThat(measured(definitions("aggregate: last\nof: value"), EVENT.withValue(1e300)))
                .containsExactly("a skipped");
    }

    @Test
    void countsDistinctTextsAlsoOfNumbersAndEmptyOnes() {
        EventMeasurer measurer = new EventMeasurer(definitions("aggregate: unique\nof: properties.a"));

        assertThat(measuredOf(measurer, "{\"a\":1.0}")).containsExactly("a [] 1");
        assertThat(measuredOf(measurer, "{\"a\":\"\"}")).containsExactly("a [] ");
        assertThat(measuredOf(measurer, "{\"a\":\"" + "x".repeat(300) + "\"}"))
                .containsExactly("a [] " + "x".repeat(300));
        assertThat(measuredOf(measurer, "{\"a\":null}")).containsExactly("a skipped");
    }

    @Test
    void appliesEveryCondition() {
        EventMeasurer measurer = new EventMeasurer(definitions(
                "aggregate: count\nwhere: {properties.test: [false, null], properties.n: [1.50, '2'], user_id: ada}"));

        assertThat(measuredOf(measurer, "{\"n\":1.5}")).hasSize(1);
        assertThat(measuredOf(measurer, "{\"n\":\"1.5\",\"test\":false}")).hasSize(1);
        assertThat(measuredOf(measurer, "{\"n\":2.0,\"test\":\"false\"}")).hasSize(1);
        assertThat(measuredOf(measurer, "{\"n\":2,\"test\":null}")).hasSize(1);
        assertThat(measuredOf(measurer, "{\"n\":2,\"test\":{}}")).hasSize(1);
        assertThat(measuredOf(measurer, "{\"n\":2,\"test\":true}")).isEmpty();
        assertThat(measuredOf(measurer, "{\"n\":2,\"test\":\"\"}")).isEmpty();
        assertThat(measuredOf(measurer, "{\"n\":3}")).isEmpty();
        assertThat(measuredOf(measurer, "{}")).isEmpty();
        assertThat(measuredOf(measurer, null)).isEmpty();
    }

    @Test
    void choosesDefinitionsByType() {
        List<MetricDefinition> definitions = MetricDefinitions.parse("""
                metrics:
                  - {name: every, aggregate: count}
                  - {name: exact, aggregate: count, type: shop.buy}
                  - {name: prefix, aggregate: count, type: [other, "shop.*"]}
                  - {name: none, aggregate: count, type: ["shop.b", "shop.buys*", shop.buyer]}
                """).all();
        EventMeasurer measurer = new EventMeasurer(definitions);

        for (int again = 0; again < 2; again++) {
            assertThat(measured(measurer, Event.of("e", "shop.buy", 0, "u")))
                    .containsExactly("every []", "exact []", "prefix []");
            assertThat(measured(measurer, Event.of("e", "other", 0, "u"))).containsExactly("every []", "prefix []");
            assertThat(measured(measurer, Event.of("e", "shop.", 0, "u"))).containsExactly("every []", "prefix []");
            assertThat(measured(measurer, Event.of("e", "shop", 0, "u"))).containsExactly("every []");
        }
    }

    @Test
    void worksBeyondTheNumberOfCachedTypes() {
        EventMeasurer measurer = new EventMeasurer(definitions("aggregate: count\ntype: 't1*'"));
        int measured = 0;
        for (int i = 0; i < 12_000; i++) {
            measured += measured(measurer, Event.of("e", "t" + i, 0, "u")).size();
        }

        // 1, 10 to 19, 100 to 199, 1000 to 1999, 10000 to 11999.
        assertThat(measured).isEqualTo(1 + 10 + 100 + 1_000 + 2_000);
    }

    /** The texts of properties, as groups. */
    private static List<String> textsOf(String properties, String... paths) {
        List<String> texts = new ArrayList<>();
        for (String path : paths) {
            new EventMeasurer(List.of(new MetricDefinition(
                            "a",
                            "",
                            TypeFilter.ALL,
                            List.of(),
                            Aggregate.COUNT,
                            null,
                            List.of(FieldPath.parse("properties." + path)),
                            List.of())))
                    .measure(EVENT.withProperties(properties), new Recorder(texts, true));
        }
        return texts;
    }

    private static List<String> measured(List<MetricDefinition> definitions, Event event) {
        return measured(new EventMeasurer(definitions), event);
    }

    private static List<String> measuredOf(EventMeasurer measurer, @Nullable String properties) {
        return measured(measurer, EVENT.withProperties(properties));
    }

    private static List<String> measured(EventMeasurer measurer, Event event) {
        List<String> measured = new ArrayList<>();
        measurer.measure(event, new Recorder(measured, false));
        return measured;
    }

    private static List<MetricDefinition> definitions(String yaml) {
        return MetricDefinitions.parse("metrics:\n- name: a\n  " + yaml.replace("\n", "\n  "))
                .all();
    }

    /** Writes what it receives. */
    private record Recorder(List<String> lines, boolean onlyGroups) implements EventMeasurer.Receiver {
        @Override
        public void measured(
                MetricDefinition definition, String[] groups, @Nullable BigDecimal number, @Nullable String member) {
            lines.add(
                    onlyGroups
                            ? String.join(", ", groups)
                            : definition.name() + " [" + String.join(", ", groups) + "]"
                                    + (number == null ? "" : " " + MetricValue.textOf(number))
                                    + (member == null ? "" : " " + member));
        }

        @Override
        public void skipped(MetricDefinition definition) {
            lines.add(definition.name() + " skipped");
        }
    }
}
