// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricDefinitionTest {
    private static final String REVENUE = """
            name: revenue
            description: Money
            type: [purchase, 'shop.*']
            where: {properties.test: [false, null], video_id: [a, b]}
            aggregate: sum
            of: value
            by: [properties.plan, video_id]""";

    /** Rows have the id, so it must not change from version to version. */
    @Test
    void idsNeverChange() {
        assertThat(definition(REVENUE).id()).isEqualTo(5332926422904932634L);
        assertThat(definition("name: p\naggregate: histogram\nof: properties.\"a.b\"\nbuckets: [0.5, 1e3]")
                        .id())
                .isEqualTo(7461630174180182525L);
    }

    @Test
    void idDependsOnWhatIsMeasured() {
        assertThat(List.of(
                                REVENUE,
                                REVENUE.replace("name: revenue", "name: other"),
                                REVENUE.replace("type: [purchase, 'shop.*']\n", ""),
                                REVENUE.replace("shop.*", "shop"),
                                REVENUE.replace("[false, null]", "false"),
                                REVENUE.replace("[false, null]", "[true, null]"),
                                REVENUE.replace("[a, b]", "['a, b']"),
                                REVENUE.replace("[a, b]", "ab"),
                                REVENUE.replace("properties.test", "properties.tested"),
                                REVENUE.replace("properties.test", "properties.\"test.\""),
                                REVENUE.replace("sum", "max"),
                                REVENUE.replace("of: value", "of: properties.value"),
                                REVENUE.replace("[properties.plan, video_id]", "[video_id, properties.plan]"),
                                REVENUE.replace("[properties.plan, video_id]", "[properties.plan]"),
                                REVENUE.replace("sum", "histogram\nbuckets: [1, 2]"),
                                REVENUE.replace("sum", "histogram\nbuckets: [12]"))
                        .stream()
                        .map(yaml -> definition(yaml).id()))
                .doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(id).isNotNegative());
    }

    @Test
    void idIgnoresSpelling() {
        long id = definition(REVENUE).id();

        assertThat(definition(REVENUE.replace("Money", "Sales")).id()).isEqualTo(id);
        assertThat(definition(REVENUE.replace("[purchase, 'shop.*']", "['shop.*', purchase, purchase]"))
                        .id())
                .isEqualTo(id);
        assertThat(definition(REVENUE.replace("[false, null]", "[null, 'false']"))
                        .id())
                .isEqualTo(id);
        assertThat(definition(REVENUE.replace(
                                "{properties.test: [false, null], video_id: [a, b]}",
                                "{video_id: [b, a], properties.\"test\": [false, null]}"))
                        .id())
                .isEqualTo(id);
        String histogram = REVENUE.replace("sum", "histogram\nbuckets: [1, 10]");
        assertThat(definition(histogram.replace("[1, 10]", "[1.0, 1e1]")).id())
                .isEqualTo(definition(histogram).id());
    }

    @Test
    void survivesSerialization() throws Exception {
        MetricDefinitions definitions = new MetricDefinitions(List.of(
                definition(REVENUE), definition("name: p\naggregate: histogram\nof: value\nbuckets: [0.5, 1e3]")));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(definitions);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            MetricDefinitions read = (MetricDefinitions) in.readObject();
            assertThat(read).isEqualTo(definitions);
            assertThat(read.all()).extracting(MetricDefinition::id).isEqualTo(ids(definitions));
        }
    }

    @Test
    void cannotBeInconsistent() {
        FieldPath value = FieldPath.of(FieldPath.Field.VALUE);
        assertThatThrownBy(() -> new MetricDefinition(
                        "a", "", TypeFilter.ALL, List.of(), Aggregate.COUNT, value, List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MetricDefinition(
                        "a", "", TypeFilter.ALL, List.of(), Aggregate.SUM, null, List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MetricDefinition(
                        "a", "", TypeFilter.ALL, List.of(), Aggregate.HISTOGRAM, value, List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MetricDefinition(
                        "a", "", TypeFilter.ALL, List.of(), Aggregate.SUM, value, List.of(), List.of(BigDecimal.ONE)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MetricDefinitions(List.of(definition(REVENUE), definition(REVENUE))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Long> ids(MetricDefinitions definitions) {
        return definitions.all().stream().map(MetricDefinition::id).toList();
    }

    private static MetricDefinition definition(String yaml) {
        return MetricDefinitions.parse("metrics:\n- " + yaml.replace("\n", "\n  "))
                .all()
                .get(0);
    }
}
