// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Checks that the schema for editors and the parser agree on good and bad files. */
class SchemaTest {
    private static final String COUNT = "name: a\naggregate: count\n";
    private static final String SUM = "name: a\naggregate: sum\nof: value\n";
    private static final String HISTOGRAM = "name: a\naggregate: histogram\nof: value\n";

    private static final Schema SCHEMA = schema();

    @ParameterizedTest
    @MethodSource("goodFiles")
    void parserAndSchemaAcceptTheSameFiles(String yaml) {
        assertThat(isParsed(yaml)).isTrue();
        assertThat(objections(yaml)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("badFiles")
    void parserAndSchemaRefuseTheSameMistakes(String yaml) {
        assertThat(isParsed(yaml)).isFalse();
        assertThat(objections(yaml)).isNotEmpty();
    }

    /** A schema cannot compare values. The parser finds these mistakes when a program starts. */
    @ParameterizedTest
    @MethodSource("beyondASchema")
    void parserRefusesMistakesThatTheSchemaCannotExpress(String yaml) {
        assertThat(isParsed(yaml)).isFalse();
        assertThat(objections(yaml)).isEmpty();
    }

    @Test
    void schemaListsEveryKeyAndAggregate() throws Exception {
        String schema = text();
        assertThat(Stream.concat(
                        DefinitionReader.KEYS.stream(),
                        Stream.of(Aggregate.values()).map(Aggregate::wireName)))
                .allSatisfy(name -> assertThat(schema).contains('"' + name + '"'));
        assertThat(MetricName.BUILT_IN).allSatisfy(name -> assertThat(schema).contains(name + "|"));
    }

    static Stream<String> goodFiles() {
        return Stream.concat(
                Stream.of("", "metrics:", "metrics: []"),
                Stream.of(
                                COUNT,
                                COUNT + "description: ''",
                                COUNT + "type: purchase",
                                COUNT + "type: [purchase, 'shop.*', video_view]",
                                COUNT + "type: " + "t".repeat(64),
                                COUNT + "type: " + "t".repeat(64) + "*",
                                COUNT + "where: {properties.test: [false, null, 1.5, x], video_id: null}",
                                COUNT + "where: {'properties.\"a.b\".\"\\\"\\\\\"': x}",
                                COUNT + "by: []",
                                COUNT + "by: [type, value, user_id, properties.a.b-c._d.e]",
                                SUM,
                                SUM.replace("value", "properties.price"),
                                SUM.replace("sum", "unique").replace("value", "user_id"),
                                SUM.replace("sum", "unique").replace("value", "properties.a"),
                                HISTOGRAM + "buckets: [1]",
                                HISTOGRAM + "buckets: [-1.5, 0, 1e3]",
                                HISTOGRAM + "buckets: "
                                        + IntStream.range(0, 64).boxed().toList(),
                                COUNT.replace("a\n", "a" + "9".repeat(63) + "\n"),
                                COUNT.replace("a\n", "store\n"),
                                COUNT.replace("a\n", "views_a\n"))
                        .map(SchemaTest::file));
    }

    static Stream<String> badFiles() {
        return Stream.concat(
                Stream.of("metric: []", "metrics: {}", "metrics: [a]", "[]", "text", "metrics: [null]"),
                Stream.of(
                                "name: a",
                                "aggregate: count",
                                COUNT + "kind: x",
                                COUNT.replace("a\n", "A\n"),
                                COUNT.replace("a\n", "1a\n"),
                                COUNT.replace("a\n", "12\n"),
                                COUNT.replace("a\n", "true\n"),
                                COUNT.replace("a\n", "\n"),
                                COUNT.replace("a\n", "a" + "9".repeat(64) + "\n"),
                                COUNT.replace("a\n", "views\n"),
                                COUNT.replace("a\n", "events\n"),
                                COUNT.replace("a\n", "skipped\n"),
                                COUNT.replace("a\n", "definitions\n"),
                                COUNT.replace("a\n", "values_store\n"),
                                COUNT.replace("count", "mean"),
                                COUNT.replace("count", "Count"),
                                COUNT + "description: 5",
                                COUNT + "description:",
                                COUNT + "description: " + "d".repeat(1_001),
                                COUNT + "type:",
                                COUNT + "type: []",
                                COUNT + "type: Purchase",
                                COUNT + "type: '*'",
                                COUNT + "type: 'a*b'",
                                COUNT + "type: [[a]]",
                                COUNT + "type: " + "t".repeat(65),
                                COUNT + "type: "
                                        + IntStream.range(0, 101)
                                                .mapToObj(i -> "t" + i)
                                                .toList(),
                                COUNT + "where: properties.test",
                                COUNT + "where: {}",
                                COUNT + "where:",
                                COUNT + "where: {plan: x}",
                                COUNT + "where: {properties: {plan: x}}",
                                COUNT + "where: {video_id: []}",
                                COUNT + "where: {video_id: [[a]]}",
                                COUNT + "where: {video_id: "
                                        + IntStream.range(0, 101).boxed().toList() + "}",
                                COUNT
                                        + IntStream.range(0, 33)
                                                .mapToObj(i -> "properties.p" + i + ": 1")
                                                .collect(Collectors.joining(", ", "where: {", "}")),
                                COUNT + "by: video_id",
                                COUNT + "by: [video_id, video_id]",
                                COUNT + "by: [properties]",
                                COUNT + "by: [properties.a.b.c.d.e]",
                                COUNT + "by: [properties.2nd]",
                                COUNT + "by: ['properties.\"a']",
                                COUNT + "by: ['properties.\"a\"b']",
                                COUNT + "by: ['properties.\"\\n\"']",
                                COUNT + "by: [value.x]",
                                COUNT + "by: [properties." + "a".repeat(246) + "]",
                                COUNT + "by: [type, value, user_id, video_id, session_id]",
                                COUNT + "of: value",
                                COUNT + "buckets: [1]",
                                SUM + "buckets: [1]",
                                SUM.replace("of: value", ""),
                                SUM.replace("value", "user_id"),
                                SUM.replace("value", "type"),
                                SUM.replace("value", "5"),
                                SUM.replace("sum", "unique"),
                                SUM.replace("sum", "unique").replace("value", "type"),
                                HISTOGRAM,
                                HISTOGRAM + "buckets: 5",
                                HISTOGRAM + "buckets: []",
                                HISTOGRAM + "buckets: ['1']",
                                HISTOGRAM + "buckets: [01]",
                                HISTOGRAM + "buckets: [1e38]",
                                HISTOGRAM + "buckets: "
                                        + IntStream.range(0, 65).boxed().toList())
                        .map(SchemaTest::file));
    }

    static Stream<String> beyondASchema() {
        return Stream.concat(
                Stream.of("metrics:\n- {name: a, aggregate: count}\n- {name: a, aggregate: count, type: t}\n"),
                Stream.of(
                                HISTOGRAM + "buckets: [1, 1]",
                                HISTOGRAM + "buckets: [2, 1]",
                                HISTOGRAM + "buckets: [0.000000000000000000001]",
                                COUNT + "by: [properties.a, 'properties.\"a\"']",
                                COUNT + "where: {properties.a: 1, 'properties.\"a\"': 2}",
                                COUNT + "type: !!str a")
                        .map(SchemaTest::file));
    }

    private static String file(String definition) {
        return "metrics:\n- " + definition.strip().replace("\n", "\n  ") + "\n";
    }

    private static boolean isParsed(String yaml) {
        try {
            MetricDefinitions.parse(yaml);
            return true;
        } catch (InvalidDefinitionsException refused) {
            return false;
        }
    }

    private static List<String> objections(String yaml) {
        return SCHEMA.validate(json(YamlFile.root(yaml)), InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }

    /** The file as JSON, as an editor reads it. */
    private static String json(@Nullable Node node) {
        if (node instanceof MappingNode keys) {
            return keys.getValue().stream()
                    .map(tuple -> text(((ScalarNode) tuple.getKeyNode()).getValue()) + ":" + json(tuple.getValueNode()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (node instanceof SequenceNode list) {
            return list.getValue().stream().map(SchemaTest::json).collect(Collectors.joining(",", "[", "]"));
        }
        if (!(node instanceof ScalarNode scalar) || scalar.getTag().equals(YamlScalars.NULL)) {
            return "null";
        }
        return scalar.getTag().equals(YamlScalars.NUMBER) || scalar.getTag().equals(YamlScalars.BOOLEAN)
                ? scalar.getValue()
                : text(scalar.getValue());
    }

    private static String text(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static Schema schema() {
        try {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(text(), InputFormat.JSON);
        } catch (Exception unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static String text() throws Exception {
        try (InputStream schema = Objects.requireNonNull(SchemaTest.class.getResourceAsStream("metrics.schema.json"))) {
            return new String(schema.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
