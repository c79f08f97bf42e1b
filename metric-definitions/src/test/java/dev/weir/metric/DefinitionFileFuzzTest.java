// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Edits a valid file at random: the parser accepts it, or names mistakes at places that exist. */
class DefinitionFileFuzzTest {
    private static final String FILE = """
            # Money
            metrics:
              - name: revenue
                description: "Money from purchases"
                type: [purchase, 'shop.*']
                where: &real
                  properties.test: [false, null, 1.5]
                  properties."a.b": x
                aggregate: sum
                of: value
                by: [properties.plan, video_id]
              - name: seconds
                where: *real
                aggregate: histogram
                of: properties.seconds
                buckets: [1, 5, 10.5]
            """;

    /**
     * Replaces some characters.
     *
     * @param place from 0 to 999, for the begin to the end of the file
     */
    private record Edit(int place, int removed, String inserted) {
        String of(String text) {
            int begin = text.length() * place / 1_000;
            return text.substring(0, begin) + inserted + text.substring(Math.min(text.length(), begin + removed));
        }
    }

    @Example
    void startsFromAValidFile() {
        assertThat(MetricDefinitions.parse(FILE).all()).hasSize(2);
    }

    @Property(tries = 5_000)
    void reportsMistakesAtExistingPositions(@ForAll("edits") List<Edit> edits) {
        String text = FILE;
        for (Edit edit : edits) {
            text = edit.of(text);
        }
        long lines = text.split("\\R", -1).length;
        try {
            MetricDefinitions.parse(text);
        } catch (InvalidDefinitionsException invalid) {
            assertThat(invalid.mistakes()).isNotEmpty().doesNotHaveDuplicates().allSatisfy(mistake -> {
                assertThat((long) mistake.line()).isBetween(1L, lines);
                assertThat(mistake.column()).isPositive();
                assertThat(mistake.message()).isNotBlank().hasSizeLessThan(400);
            });
        }
    }

    @Property
    void parsesNumbersOfJson(@ForAll("numberlike") String text) {
        String yaml = "metrics: [{name: a, aggregate: histogram, of: value, buckets: [" + text + "]}]";
        boolean isNumber = text.matches("-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?");
        try {
            MetricDefinitions.parse(yaml);
            assertThat(isNumber).isTrue();
        } catch (InvalidDefinitionsException invalid) {
            if (isNumber) {
                assertThat(invalid).hasMessageContaining("a bucket has at most 38 digits");
            }
        }
    }

    @Provide
    static Arbitrary<List<Edit>> edits() {
        Arbitrary<String> texts = Arbitraries.of(
                "",
                "",
                "\n",
                "  ",
                "- ",
                ": ",
                "[",
                "]",
                "{",
                "}",
                ",",
                "\"",
                "'",
                "*real",
                "&real ",
                "!!str ",
                "!x ",
                "!!java.net.URL ",
                "null",
                "~",
                "1e999999999999",
                "\t",
                "\u0000",
                "\uD800",
                "\uFEFF",
                "<<: *real\n",
                "? ",
                "|\n",
                ">-\n",
                "#",
                "---\n",
                "...\n",
                "%YAML 9999999999.1\n---\n",
                "%",
                "@",
                "`",
                "\"\\U99999999\"",
                "\"\\uD800\"",
                "\"\\x\"",
                "name: a\n",
                "metrics:\n",
                "\r",
                "\u2028",
                "😀",
                "x".repeat(300));
        return Combinators.combine(
                        Arbitraries.integers().between(0, 999),
                        Arbitraries.integers().between(0, 12),
                        texts)
                .as(Edit::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    @Provide
    static Arbitrary<String> numberlike() {
        return Arbitraries.strings().withChars("0019.eE+-").ofMinLength(1).ofMaxLength(8);
    }
}
