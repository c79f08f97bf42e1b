// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

class PathTemplateTest {
    private final PathTemplate template = new PathTemplate("/events/{event_id}");

    @Test
    void parameterIsAWholeDecodedSegment() {
        assertThat(template.match("/events/e-1")).isEqualTo(Map.of("event_id", "e-1"));
        assertThat(template.match("/events/a%2Fb%20c+d%25")).isEqualTo(Map.of("event_id", "a/b c+d%"));
    }

    @Test
    void doesNotMatchOtherPaths() {
        for (String other : new String[] {"/events", "/events/", "/events/a/b", "/event/a", "/", "", "/events/%zz"}) {
            assertThat(template.match(other)).as(other).isNull();
        }
    }

    @Property
    void acceptsAnyTextAsValue(@ForAll @NotEmpty String text) {
        // UTF-8 cannot represent lone surrogates.
        String value = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");

        assertThat(template.match("/events/" + encoded)).isEqualTo(Map.of("event_id", value));
    }
}
