// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsCheckTest {
    private final Path file;

    MetricsCheckTest(@TempDir Path folder) {
        file = folder.resolve("metrics.yaml");
    }

    @Test
    void showsEachDefinition() throws Exception {
        Files.writeString(file, """
                metrics:
                  - {name: revenue, aggregate: sum, of: value, by: [properties.plan, video_id]}
                  - {name: sign_ups, aggregate: count, type: sign_up}
                """);

        assertThat(MetricsCheck.of(file.toString()).mistakes()).isEmpty();
        assertThat(MetricsCheck.of(file.toString()).definitions())
                .containsExactly("revenue   sum of value by properties.plan, video_id", "sign_ups  count");
    }

    @Test
    void acceptsAnEmptyFile() throws Exception {
        Files.writeString(file, "");

        assertThat(MetricsCheck.of(file.toString())).isEqualTo(new MetricsCheck(List.of(), List.of()));
    }

    @Test
    void putsTheFileBeforeEachMistake() throws Exception {
        Files.writeString(file, "metrics:\n- {name: Revenue, aggregate: summ}\n");

        assertThat(MetricsCheck.of(file.toString()).mistakes())
                .containsExactly(
                        file + ":2:10: a name has 1 to 64 lower-case letters, digits and '_', and begins with a letter;"
                                + " 'Revenue' does not",
                        file + ":2:30: 'summ' is not an aggregate; did you mean 'sum'?");
    }

    @Test
    void printsTheOutputOfTheDocument() throws Exception {
        String document = Files.readString(Path.of("../docs/metrics.md"));

        Files.writeString(file, document.split("```yaml\n", 2)[1].split("```", 2)[0]);
        assertThat(MetricsCheck.of(file.toString()).mistakes()).isEmpty();
        assertThat(document)
                .contains("```\nmetrics.yaml: metrics found: 1\n"
                        + MetricsCheck.of(file.toString()).definitions().get(0) + "\n```");

        Files.writeString(file, "metrics:\n  - name: Revenue\n    aggregate: summ\n");
        assertThat(document)
                .contains("```\n"
                        + String.join("\n", MetricsCheck.of(file.toString()).mistakes())
                                .replace(file.toString(), "metrics.yaml")
                        + "\n```");
    }

    @ParameterizedTest
    @CsvSource({"web.yaml, 12", "demo.yaml, 6"})
    void acceptsTheBundledFiles(String name, int definitions) {
        MetricsCheck check = MetricsCheck.of("../metrics/" + name);

        assertThat(check.mistakes()).isEmpty();
        assertThat(check.definitions()).hasSize(definitions);
    }

    @Test
    void reportsAnUnreadableFile() {
        assertThat(MetricsCheck.of(file.toString()).mistakes())
                .containsExactly(file + ":1:1: cannot be read (there is no such file)");
    }
}
