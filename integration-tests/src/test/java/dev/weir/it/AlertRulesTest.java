// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.it.AlertRules.Alert;
import dev.weir.it.AlertRules.Case;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Checks the alerts: their unit tests, and that the runbook describes each. TelemetryIT checks the names of metrics. */
class AlertRulesTest {
    private static final Path RUNBOOK = Path.of("..", "docs", "operations.md");
    private static final Pattern SECTION = Pattern.compile("(?ms)^### (Weir\\w+)\\n(.*?)(?=^#|\\z)");

    @Test
    void prometheusAcceptsTheRules() throws Exception {
        assertThat(Promtool.run("check", "rules", "monitoring/alerts.yaml"))
                .contains(AlertRules.read().rules().size() + " rules found");
    }

    @Test
    void theUnitTestsOfTheRulesPass() throws Exception {
        List<String> command = new ArrayList<>(List.of("test", "rules"));
        AlertRules.tests().forEach(file -> command.add("monitoring/tests/" + file.getFileName()));

        String output = Promtool.run(command.toArray(String[]::new));

        System.out.println(output);
        assertThat(output.split("SUCCESS", -1)).hasSize(AlertRules.tests().size() + 1);
    }

    @Test
    void eachAlertIsTestedWhenItFiresAndWhenItIsQuiet() throws IOException {
        List<Case> cases = new ArrayList<>();
        for (Path file : AlertRules.tests()) {
            cases.addAll(AlertRules.cases(file));
        }

        assertThat(cases.stream().filter(each -> each.firing() > 0).map(Case::alert))
                .containsExactlyInAnyOrderElementsOf(names());
        assertThat(cases.stream().filter(each -> each.firing() == 0).map(Case::alert))
                .containsExactlyInAnyOrderElementsOf(names());
    }

    @Test
    void eachAlertSaysWhatItMeans() throws IOException {
        assertThat(AlertRules.read().alerts()).hasSizeGreaterThan(30).allSatisfy(alert -> {
            assertThat(alert.severity()).isIn("critical", "warning");
            assertThat(alert.annotations().path("summary").asText()).isNotBlank();
            assertThat(alert.annotations().path("description").asText()).isNotBlank();
            assertThat(alert.annotations().path("runbook_url").asText())
                    .isEqualTo("docs/operations.md#" + alert.name().toLowerCase(Locale.ROOT));
        });
    }

    @Test
    void theRunbookDescribesEachAlert() throws IOException {
        List<MatchResult> sections =
                SECTION.matcher(Files.readString(RUNBOOK)).results().toList();

        assertThat(sections.stream().map(section -> section.group(1))).containsExactlyInAnyOrderElementsOf(names());
        assertThat(sections).allSatisfy(section -> assertThat(section.group(2))
                .as(section.group(1))
                .contains("- Meaning: ", "- First look: ", "- Cure: "));
    }

    private static List<String> names() throws IOException {
        return AlertRules.read().alerts().stream().map(Alert::name).toList();
    }
}
