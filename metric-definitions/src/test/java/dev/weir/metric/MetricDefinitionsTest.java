// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.configuration.ConfigurationException;
import dev.weir.configuration.Program;
import dev.weir.configuration.Settings;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricDefinitionsTest {
    @Test
    void readsEveryKey() {
        MetricDefinitions definitions = MetricDefinitions.parse("""
                # Money
                metrics:
                  - name: revenue
                    description: Money from purchases
                    type: [purchase, "shop.*"]
                    where:
                      properties.test: [false, null]
                      properties."a.b": 1.50
                      video_id: "007"
                    aggregate: sum
                    of: value
                    by: [properties.plan, video_id]
                  - name: seconds
                    aggregate: histogram
                    of: properties.seconds
                    buckets: [-1, 0.50, 1e3]
                """);

        assertThat(definitions.all())
                .containsExactly(
                        new MetricDefinition(
                                "revenue",
                                "Money from purchases",
                                new TypeFilter(List.of("purchase", "shop.*")),
                                List.of(
                                        new Condition(FieldPath.ofProperty("test"), List.of("false"), true),
                                        new Condition(FieldPath.ofProperty("a.b"), List.of("1.5"), false),
                                        new Condition(FieldPath.of(FieldPath.Field.VIDEO_ID), List.of("007"), false)),
                                Aggregate.SUM,
                                FieldPath.of(FieldPath.Field.VALUE),
                                List.of(FieldPath.ofProperty("plan"), FieldPath.of(FieldPath.Field.VIDEO_ID)),
                                List.of()),
                        new MetricDefinition(
                                "seconds",
                                "",
                                TypeFilter.ALL,
                                List.of(),
                                Aggregate.HISTOGRAM,
                                FieldPath.ofProperty("seconds"),
                                List.of(),
                                List.of(new BigDecimal("-1"), new BigDecimal("0.5"), new BigDecimal("1e3"))));
        assertThat(definitions.named("seconds")).contains(definitions.all().get(1));
        assertThat(definitions.named("second")).isEmpty();
    }

    @Test
    void readsAFileWithoutMetrics() {
        for (String empty :
                List.of("", "\n# nothing yet\n", "---\n", "metrics:\n", "metrics: []", "\uFEFFmetrics:\n")) {
            assertThat(MetricDefinitions.parse(empty)).as(empty).isEqualTo(MetricDefinitions.NONE);
        }
    }

    @Test
    void reportsAllMistakesInOrder() {
        assertThat(mistakes("""
                        metric: []
                        metrics:
                          - name: Revenue
                            agregate: sum
                            aggregate: summ
                            of: value
                          - name: views
                            aggregate: count
                            of: value
                            by: properties.plan
                          - just text
                          - name: skipped
                            aggregate: histogram
                            of: user_id
                            buckets: [1, 5, 5, x]
                        """)).isEqualTo("""
                        1:1: 'metric' is not a key of the file; did you mean 'metrics'?
                        3:11: a name has 1 to 64 lower-case letters, digits and '_', and begins with a letter; 'Revenue' does not
                        4:5: 'agregate' is not a key of a definition; did you mean 'aggregate'?
                        5:16: 'summ' is not an aggregate; did you mean 'sum'?
                        7:11: 'views' is a built-in metric; choose another name
                        9:9: count counts events; remove 'of'
                        10:9: by must be a list, such as [properties.plan, video_id]
                        11:5: a definition must have keys and values, such as 'name: …'
                        12:11: 'skipped' is reserved, because weir.metric_skipped may be a table of Weir; choose another name
                        14:9: histogram cannot be of user_id; use value or a property such as properties.price
                        15:21: buckets must rise; 5 is not more than 5
                        15:24: a bucket must be a number such as 0.5""");
    }

    @Test
    void reportsEachMistakeOfADefinition() {
        assertThat(mistakeOf("name: a", "aggregate: count", "name: b"))
                .isEqualTo("5:5: 'name' is already in line 3; remove one of the two");
        assertThat(mistakeOf("aggregate: count")).isEqualTo("3:5: 'name' is missing; add a name such as revenue");
        assertThat(mistakeOf("name: a"))
                .isEqualTo("3:5: 'aggregate' is missing; add one of count, sum, min, max, last, unique, histogram");
        assertThat(mistakeOf("name: a", "aggregate: mean"))
                .isEqualTo("4:16: 'mean' is not an aggregate; did you mean 'min'?");
        assertThat(mistakeOf("name: a", "aggregate: average"))
                .isEqualTo("4:16: 'average' is not an aggregate; use count, sum, min, max, last, unique, histogram");
        assertThat(mistakeOf("name: 12", "aggregate: count")).isEqualTo("3:11: '12' is not a text; put it into quotes");
        assertThat(mistakeOf("name:", "aggregate: count"))
                .isEqualTo("3:10: a value is missing; add it, or leave the key out");
        assertThat(mistakeOf("name: a_store", "aggregate: count")).contains("'a_store' is reserved");
        assertThat(mistakeOf("name: a", "aggregate: sum"))
                .isEqualTo("3:5: sum needs 'of': value or a property such as properties.price");
        assertThat(mistakeOf("name: a", "aggregate: unique", "of: value"))
                .isEqualTo("5:9: unique cannot be of value; use user_id, session_id, video_id or a property such as"
                        + " properties.plan");
        assertThat(mistakeOf("name: a", "aggregate: count", "buckets: [1]"))
                .isEqualTo("5:14: only a histogram has buckets; remove them, or use 'aggregate: histogram'");
        assertThat(mistakeOf("name: a", "aggregate: histogram", "of: value"))
                .isEqualTo("3:5: histogram needs 'buckets': rising upper bounds such as [1, 5, 10]");
        assertThat(mistakeOf("name: a", "aggregate: count", "by: [type, value, video_id, user_id, session_id]"))
                .isEqualTo("5:42: a metric has at most 4 groups; remove the others, from this one on");
        assertThat(mistakeOf("name: a", "aggregate: count", "by: [properties.a, 'properties.\"a\"']"))
                .isEqualTo("5:24: 'properties.a' is already a group; remove one of the two");
        assertThat(mistakeOf("name: a", "aggregate: count", "description: [a]"))
                .isEqualTo("5:18: this must be a text, without keys and list items");
        assertThat(mistakeOf("name: a", "aggregate: count", "description: " + "d".repeat(1_001)))
                .isEqualTo("5:18: a description has at most 1000 characters; this one has 1001");
        assertThat(mistakeOf("name: a", "aggregate: count", "<<: {by: [type]}"))
                .isEqualTo("5:5: merge keys are not supported; write the keys of a definition out");
    }

    @Test
    void checksTypesByTheRulesOfEvents() {
        assertThat(mistakeOf("name: a", "aggregate: count", "type: Purchase"))
                .isEqualTo(
                        "5:11: type must be a lower-case letter, followed by lower-case letters, digits, '_' and '.'."
                                + " 'Purchase' is no such type, and no prefix with '*'.");
        assertThat(mistakeOf("name: a", "aggregate: count", "type: [a*b]")).contains("'a*b' is no such type");
        assertThat(mistakeOf("name: a", "aggregate: count", "type: '*'"))
                .isEqualTo("5:11: '*' matches every type; leave type out instead");
        assertThat(mistakeOf("name: a", "aggregate: count", "type: []"))
                .isEqualTo("5:11: type is an empty list; leave type out to measure every type");
        assertThat(mistakeOf("name: a", "aggregate: count", "type: " + "t".repeat(65)))
                .contains("at most 64 are allowed");
        assertThat(mistakeOf("name: a", "aggregate: count", "type: [" + "a, ".repeat(101) + "]"))
                .isEqualTo("5:11: type has at most 100 items; this one has 101");
    }

    @Test
    void checksConditions() {
        assertThat(mistakeOf("name: a", "aggregate: count", "where: properties.test"))
                .isEqualTo("5:12: where must have paths with values, such as 'properties.test: false'");
        assertThat(mistakeOf("name: a", "aggregate: count", "where: {properties: {test: false}}"))
                .isEqualTo("5:13: 'properties' is not a path: name a property, such as properties.plan\n"
                        + "5:25: a condition is one line: write the path with dots, such as 'properties.test: false'");
        assertThat(mistakeOf("name: a", "aggregate: count", "where: {video_id: []}"))
                .isEqualTo("5:23: no event meets an empty list; add a value, or remove the condition");
        assertThat(mistakeOf("name: a", "aggregate: count", "where: {video_id: [[a]]}"))
                .isEqualTo("5:24: a value must be a text, a number, true, false or null");
        assertThat(mistakeOf("name: a", "aggregate: count", "where: {video_id: a, video_id: b}"))
                .isEqualTo("5:26: 'video_id' is already in line 5; remove one of the two");
        assertThat(mistakeOf("name: a", "aggregate: count", "where: {}"))
                .isEqualTo("5:12: where has no condition; add one, or leave it out");
        assertThat(mistakeOf("name: a", "aggregate: count", "where: {video_id: [" + "a, ".repeat(101) + "]}"))
                .isEqualTo("5:23: a condition has at most 100 values; this one has 101");
        String conditions = IntStream.range(0, 33)
                .mapToObj(i -> "properties.p" + i + ": 1")
                .collect(Collectors.joining(", ", "where: {", "}"));
        assertThat(mistakeOf("name: a", "aggregate: count", conditions))
                .isEqualTo("5:12: where has at most 32 conditions; this one has 33");
    }

    @Test
    void checksBuckets() {
        for (String wrong : List.of("5", "[]", "[" + "1, ".repeat(65) + "]")) {
            assertThat(mistakeOf("name: a", "aggregate: histogram", "of: value", "buckets: " + wrong))
                    .isEqualTo("6:14: buckets must be a list of 1 to 64 rising numbers");
        }
        for (String wrong : List.of("0.000000000000000000001", "1e38", "-1e38", "1e-9999999999", "1e9999999999")) {
            assertThat(mistakeOf("name: a", "aggregate: histogram", "of: value", "buckets: [" + wrong + "]"))
                    .isEqualTo("6:15: a bucket has at most 38 digits before the point and 20 after it");
        }
        for (String wrong : List.of("'1'", "true", "null", "[1]", "01", ".5", "1.", "+1", "1_000", "0x1", ".inf")) {
            assertThat(mistakeOf("name: a", "aggregate: histogram", "of: value", "buckets: [" + wrong + "]"))
                    .isEqualTo("6:15: a bucket must be a number such as 0.5");
        }
        assertThat(bucketsOf("[-0, 0.00000000000000000001, 99999999999999999999999999999999999999]"))
                .containsExactly(
                        BigDecimal.ZERO,
                        new BigDecimal("0.00000000000000000001"),
                        new BigDecimal("99999999999999999999999999999999999999"));
    }

    @Test
    void refusesTwoMetricsWithOneName() {
        assertThat(mistakes("""
                        metrics:
                          - {name: a, aggregate: count}
                          - {name: b, aggregate: count}
                          - {name: a, aggregate: sum, of: value}
                        """)).isEqualTo("4:12: 'a' is already defined in line 2; choose another name");
    }

    @Test
    void reportsInvalidYaml() {
        assertThat(mistakes("metrics:\n\t- name: a\n"))
                .startsWith("2:1: this is not YAML: ")
                .contains("TAB");
        assertThat(mistakes("metrics: [")).startsWith("1:11: this is not YAML: ");
        assertThat(mistakes("metrics:\n  - name: a\n   by: [a]\n")).startsWith("3:4: this is not YAML: ");
        assertThat(mistakes("metrics: *a")).isEqualTo("1:10: this is not YAML: found undefined alias a");
        assertThat(mistakes("metrics: []\n---\nmetrics: []\n"))
                .isEqualTo("2:1: a file has one document; remove this '---' and what belongs to another document");
        assertThat(mistakes("metrics: []\n# a\u0000\n"))
                .isEqualTo("2:4: YAML does not allow the character U+0000; remove it");
        assertThat(mistakes("#😀".repeat(5_000) + "\n#\u0001"))
                .isEqualTo("2:2: YAML does not allow the character U+0001; remove it");
        assertThat(mistakes("[".repeat(10_000))).contains("this is not YAML: ");
        assertThat(mistakes("metrics: \"\\U99999999\""))
                .isEqualTo("1:13: this is not YAML: a number or an escape is out of range");
        assertThat(mistakes("just text")).isEqualTo("1:1: the file must have keys and values, such as 'metrics: …'");
        assertThat(mistakes("metrics: {name: a}"))
                .isEqualTo("1:10: metrics must be a list; begin each definition with '- name: …'");
        assertThat(mistakes("? [a]\n: b\n")).isEqualTo("1:3: a key must be a text; use metrics");
    }

    @Test
    void sharesNodesBetweenDefinitions() {
        MetricDefinitions definitions = MetricDefinitions.parse("""
                metrics:
                  - name: a
                    where: &real {properties.test: [false, null]}
                    aggregate: count
                  - name: b
                    where: *real
                    aggregate: count
                """);

        assertThat(definitions.all().get(1).where())
                .isEqualTo(definitions.all().get(0).where())
                .hasSize(1);
        assertThat(mistakes("metrics: &a [*a]"))
                .isEqualTo("1:10: a definition must have keys and values, such as 'name: …'");
    }

    @Test
    void limitsExpansionOfAliases() {
        String conditions = IntStream.range(0, 1_000)
                .mapToObj(i -> "properties.p" + i + ": 1")
                .collect(Collectors.joining(", ", "{", "}"));
        StringBuilder yaml =
                new StringBuilder("metrics:\n- {name: a, aggregate: count, where: &a " + conditions + "}\n");
        IntStream.range(1, 1_000).forEach(i -> yaml.append("- {name: a" + i + ", aggregate: count, where: *a}\n"));

        assertThat(mistakes(yaml.toString())).isEqualTo("2:38: where has at most 32 conditions; this one has 1000");
    }

    @Test
    void refusesTags() {
        assertThat(mistakes("metrics: !!java.net.URL [http://127.0.0.1:1]"))
                .startsWith("1:10: tags such as tag:yaml.org,2002:java.net.URL are not supported");
        assertThat(mistakeOf("name: !!str a", "aggregate: count"))
                .isEqualTo("3:11: tags such as tag:yaml.org,2002:str are not supported; remove it, and quote texts");
    }

    @Test
    void readsTextsAsYaml12Does() {
        MetricDefinition definition = MetricDefinitions.parse("""
                        metrics:
                          - name: a
                            where:
                              properties.a: [no, 1:30, 0123, 2026-01-01, 1.0, "1.0", True, ~, 1e400, 1e-9999999999]
                            aggregate: count
                        """).all().get(0);

        assertThat(definition.where().get(0).texts())
                .containsExactly("no", "1:30", "0123", "2026-01-01", "1", "1.0", "true", "1e+400", "1e-9999999999");
        assertThat(definition.where().get(0).orAbsent()).isTrue();
    }

    @Test
    void limitsTheSizeOfTheFile() {
        byte[] large = "#".repeat(MetricDefinitions.MAX_FILE_BYTES + 1).getBytes(StandardCharsets.UTF_8);
        assertThat(mistakesOf(large))
                .isEqualTo("1:1: the file has more than 1048576 bytes; remove or shorten definitions");
        assertThat(mistakesOf(new byte[] {'#', '\n', '#', (byte) 0xC3, (byte) 0xA4, (byte) 0xFF}))
                .isEqualTo("2:3: this is not UTF-8; save the file in UTF-8");

        assertThat(MetricDefinitions.parse(counts(1_000)).all()).hasSize(1_000);
        assertThat(mistakes(counts(1_001)))
                .isEqualTo("1002:3: a file has at most 1000 definitions; remove the others, from this one on");
    }

    @Test
    void reportsMistakesOfTheConfiguredFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("metrics.yaml");
        assertThatThrownBy(() -> from(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("WEIR_METRICS_FILE names a file that cannot be read: " + file + " (there is no such file)");

        Files.writeString(file, "metrics:\n- name: a\n  aggregate: kount\n- name: B\n  aggregate: count\n");
        assertThatThrownBy(() -> from(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("WEIR_METRICS_FILE has a mistake at " + file
                        + ":3:14: 'kount' is not an aggregate; did you mean 'count'?\n"
                        + "WEIR_METRICS_FILE has a mistake at " + file + ":4:9: a name has");

        Files.writeString(file, "metrics:\n- name: a\n  aggregate: count\n");
        assertThat(from(file).named("a")).isPresent();
        assertThat(Settings.read(Program.MIGRATOR, Map.of(), MetricDefinitions::from))
                .isEqualTo(MetricDefinitions.NONE);
    }

    private static MetricDefinitions from(Path file) {
        return Settings.read(Program.GATEWAY, Map.of("WEIR_METRICS_FILE", file.toString()), MetricDefinitions::from);
    }

    private static String counts(int definitions) {
        return IntStream.range(0, definitions)
                .mapToObj(i -> "- {name: m" + i + ", aggregate: count}\n")
                .collect(Collectors.joining("", "metrics:\n", ""));
    }

    private static List<BigDecimal> bucketsOf(String buckets) {
        return MetricDefinitions.parse(
                        definition("name: a", "aggregate: histogram", "of: value", "buckets: " + buckets))
                .all()
                .get(0)
                .buckets();
    }

    /** The mistakes in a definition that begins in line 3, at column 5. */
    private static String mistakeOf(String... lines) {
        return mistakes(definition(lines));
    }

    private static String definition(String... lines) {
        return "# a metric\nmetrics:\n  - " + String.join("\n    ", lines) + "\n";
    }

    private static String mistakes(String yaml) {
        return String.valueOf(
                catchThrowableOfType(InvalidDefinitionsException.class, () -> MetricDefinitions.parse(yaml))
                        .getMessage());
    }

    private static String mistakesOf(byte[] bytes) {
        return String.valueOf(
                catchThrowableOfType(InvalidDefinitionsException.class, () -> MetricDefinitions.parse(bytes))
                        .getMessage());
    }
}
