// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.configuration.Program;
import dev.weir.configuration.Variable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks that the table in docs/operations.md says, for each setting of the job, what happens to the counts if it
 * changes.
 */
class ChangedSettingsTableTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "operations.md");
    private static final Pattern SECTION =
            Pattern.compile("### Changing settings over existing state\n(.*?)\n### ", Pattern.DOTALL);

    static Stream<Variable> settingsOfTheJob() {
        return Stream.of(Variable.values()).filter(variable -> variable.isReadBy(Program.JOB));
    }

    @ParameterizedTest
    @MethodSource("settingsOfTheJob")
    void tableNamesEachSettingOnce(Variable setting) throws IOException {
        assertThat(settings()).containsOnlyOnce("`" + setting.variableName() + "`");
    }

    private static List<String> settings() throws IOException {
        var section = SECTION.matcher(Files.readString(DOCUMENT));
        assertThat(section.find()).isTrue();
        return section.group(1)
                .lines()
                .filter(line -> line.startsWith("| "))
                .flatMap(row -> Stream.of(row.split("\\|", -1)[1].split(",", -1)))
                .map(String::strip)
                .toList();
    }
}
