// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checks what {@code ./ops} does with its options, and the commands that it would run for containers. There is neither
 * Docker nor a cluster here, so those are only printed.
 */
class OpsCommandTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    private Path folder = Path.of("");

    private record Output(int status, String text) {}

    @Test
    void helpNamesEveryCommand() throws Exception {
        Output help = ops("--help");

        assertThat(help.status()).isZero();
        for (String command : List.of("status", "backup", "restore", "upgrade", "rollback", "rebuild", "scale")) {
            assertThat(help.text()).contains("\n  " + command);
            assertThat(ROOT.resolve("ops.d/" + command + ".sh")).exists();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--loud|2|there is no option --loud.",
                "destroy|2|there is no command destroy.",
                "--compose|2|a command is missing.",
                "scale parallelism=many|2|parallelism=many is not PART=NUMBER.",
                "scale gateways=2 --compose --dry-run|2|--compose has no gateways to scale",
                "status --dry-run|2|--dry-run needs --compose or --kubernetes.",
                "status --patience soon|2|--patience is soon, and must be a number of seconds.",
                "status --local /nowhere|1|no stack runs on the data directory /nowhere.",
                "backup /nowhere/b --local /nowhere|1|no stack runs on the data directory /nowhere.",
                "restore /nowhere|1|/nowhere is not a complete backup",
                "backup b --kubernetes --dry-run|1|--kubernetes has only scale so far",
                "rebuild --compose --dry-run|1|a rebuild is automated for --local only"
            })
    void reportsInvalidArguments(String arguments, int status, String message) throws Exception {
        Output output = ops(arguments.split(" "));

        assertThat(output.text()).contains("ops: ").contains(message);
        assertThat(output.status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource("--compose")
    void backsUpTheStateThenTheTablesThenTheLog(String platform) throws Exception {
        Output output = ops("backup", folder.resolve("backup").toString(), platform, "--dry-run");

        assertThat(output.status()).as(output.text()).isZero();
        assertThat(output.text().indexOf("/jobs/JOB/savepoints\n"))
                .isPositive()
                .isLessThan(output.text().indexOf("BACKUP\\ DATABASE\\ weir"));
        assertThat(output.text().indexOf("BACKUP\\ DATABASE\\ weir"))
                .isLessThan(output.text().indexOf("/var/lib/kafka/data"));
        assertThat(folder.resolve("backup")).doesNotExist();
    }

    @Test
    void scalesWithTheCommandsOfThePlatform() throws Exception {
        assertThat(ops("scale", "gateways=3", "taskmanagers=4", "--kubernetes", "other", "--dry-run")
                        .text())
                .contains(
                        "kubectl --namespace other patch hpa gateway --type merge",
                        "minReplicas\\\":3",
                        "kubectl --namespace other patch hpa taskmanager --type merge",
                        "minReplicas\\\":4");
        assertThat(ops("scale", "taskmanagers=2", "--compose", "--dry-run").text())
                .contains("docker compose --project-directory " + ROOT + " up --detach --wait --no-recreate --scale"
                        + " taskmanager=2 taskmanager\n");
    }

    @ParameterizedTest
    @CsvSource("--compose")
    void upgradeStartsWithASavepoint(String platform) throws Exception {
        Output output = ops("upgrade", platform, "--dry-run");

        assertThat(output.status()).as(output.text()).isZero();
        assertThat(output.text()).contains("/jobs/JOB/stop");
    }

    private static Output ops(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(Stream.concat(Stream.of(ROOT.resolve("ops").toString()), Arrays.stream(arguments))
                        .toList());
        builder.environment().keySet().removeIf(name -> name.startsWith("WEIR_"));
        Path output = Files.createTempFile("weir-ops", ".txt");
        try {
            int status = builder.redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start()
                    .waitFor();
            return new Output(status, Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }
}
