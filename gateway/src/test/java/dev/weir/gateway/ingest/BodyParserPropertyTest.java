// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.event.EventRules;
import dev.weir.http.Body;
import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Tests which bodies are JSON. {@link BodyParserFuzzTest} tests which JSON values are events. */
class BodyParserPropertyTest {
    private static final long NOW = 1_795_176_000_250L;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BodyParser parser = new BodyParser(new EventRules(Duration.ofDays(30)));

    @Property(tries = 1_000)
    void returnsAnOutcomeForAnyBytes(@ForAll("noise") String noise, @ForAll BodyFormat format) {
        byte[] bytes = noise.getBytes(UTF_8);

        BodyParser.Result parsed = parser.parse(new Body(bytes, bytes.length), format, null, NOW);

        boolean json = isJson(noise);
        if (format == BodyFormat.JSON || format == BodyFormat.CLOUD_EVENT) {
            assertThat(parsed instanceof BodyParser.Events).as(noise).isEqualTo(json);
        }
    }

    @Provide
    Arbitrary<String> noise() {
        return Arbitraries.of(
                        "{", "}", "[", "]", ",", ":", "\"", "\\", "\n", " ", "a", "1", "-", "null", "\"a\":1", "{}")
                .list()
                .ofMaxSize(10)
                .map(tokens -> String.join("", tokens));
    }

    private static boolean isJson(String text) {
        try {
            return !JSON.readerFor(JsonNode.class)
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(text)
                    .isMissingNode();
        } catch (JsonProcessingException notJson) {
            return false;
        }
    }
}
