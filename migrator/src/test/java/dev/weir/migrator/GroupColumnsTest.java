// SPDX-License-Identifier: Apache-2.0
package dev.weir.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.metric.FieldPath;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupColumnsTest {
    private static final List<String> TAKEN = List.of("interval", "start", "value", "events");

    @Test
    void namesAColumnByItsPathWithoutProperties() {
        assertThat(names("properties.plan", "video_id", "properties.cart.total", "properties.\"a-b c.ü\""))
                .containsExactly("plan", "video_id", "cart_total", "a_b_c__");
    }

    @Test
    void usesTheFullPathIfAnotherColumnHasTheName() {
        assertThat(names("properties.events", "properties.type", "type"))
                .containsExactly("properties_events", "properties_type", "type");
        assertThat(names("properties.\"2nd\"", "properties.\"\"")).containsExactly("properties_2nd", "properties_");
    }

    @Test
    void countsColumnsThatStillClash() {
        assertThat(names("properties.a.b", "properties.a_b", "properties.\"a.b\"", "value"))
                .containsExactly("properties_a_b", "properties_a_b_2", "properties_a_b_3", "value_2");
        assertThat(names("properties.value", "properties.properties.value"))
                .containsExactly("properties_value", "properties_value_2");
    }

    private static List<String> names(String... paths) {
        return GroupColumns.names(Arrays.stream(paths).map(FieldPath::parse).toList(), TAKEN);
    }
}
