// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class FieldPathTest {
    @Example
    void parsesFieldsAndProperties() {
        assertThat(FieldPath.parse("video_id")).isEqualTo(FieldPath.of(FieldPath.Field.VIDEO_ID));
        assertThat(FieldPath.parse("type")).isEqualTo(FieldPath.of(FieldPath.Field.TYPE));
        assertThat(FieldPath.parse("properties.plan")).isEqualTo(FieldPath.ofProperty("plan"));
        assertThat(FieldPath.parse("properties.a.b-c._1.D")).isEqualTo(FieldPath.ofProperty("a", "b-c", "_1", "D"));
        assertThat(FieldPath.parse("properties.\"a.b\".\"\"")).isEqualTo(FieldPath.ofProperty("a.b", ""));
        assertThat(FieldPath.parse("properties.\"\\\"\\\\\"")).isEqualTo(FieldPath.ofProperty("\"\\"));
    }

    @Property
    void parsesWhatItWrites(@ForAll("names") List<String> names) {
        FieldPath path = FieldPath.ofProperty(names.toArray(String[]::new));

        assertThat(FieldPath.parse(path.toString())).isEqualTo(path);
    }

    @Example
    void explainsWhatIsWrongWithAPath() {
        refuses(
                "",
                "'' is not a path: it is none of type, user_id, session_id, video_id, value; a property is written"
                        + " properties.NAME");
        refuses("plan", "it is none of type,");
        refuses("videoid", "there is no such field; did you mean 'video_id'?");
        refuses("propertys.plan", "there is no such field; did you mean 'properties'?");
        refuses("properties", "name a property, such as properties.plan");
        refuses("properties.", "a name is missing after a dot");
        refuses("properties..a", "a name is missing after a dot");
        refuses("properties.a.", "a name is missing after a dot");
        refuses("value.x", "value has nothing below it; write value");
        refuses("properties.2nd", "needs quotes, such as properties.\"a.b\"");
        refuses("properties.größe", "needs quotes, such as properties.\"a.b\"");
        refuses("properties.a b", "needs quotes");
        refuses("properties.a\"b\"", "needs quotes");
        refuses("properties.\"a", "a name begins with a quote and does not end with one");
        refuses("properties.\"a\\", "in quotes, '\\' is written '\\\\' and '\"' is written '\\\"'");
        refuses("properties.\"a\\n\"", "in quotes, '\\' is written");
        refuses("properties.\"a\"b", "a dot is missing after a name in quotes");
        refuses("properties.a.b.c.d.e", "properties are nested at most 4 levels deep");
        refuses("properties." + "a".repeat(246), "a path has at most 256 characters; this one has 257");
        assertThat(FieldPath.parse("properties." + "a".repeat(245)).names()).hasSize(1);
    }

    private static void refuses(String path, String message) {
        assertThatThrownBy(() -> FieldPath.parse(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Provide
    static Arbitrary<List<String>> names() {
        Arbitrary<String> name = Arbitraries.oneOf(
                Arbitraries.strings().withChars("ab_-.\"\\ ü0").ofMaxLength(5),
                Arbitraries.strings().ofMaxLength(5));
        return name.list().ofMinSize(1).ofMaxSize(4);
    }
}
