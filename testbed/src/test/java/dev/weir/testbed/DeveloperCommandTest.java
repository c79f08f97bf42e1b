// SPDX-License-Identifier: Apache-2.0
package dev.weir.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.local.StackException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DeveloperCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void exitsWithTheResultOfTheCall() {
        assertThat(execute(() -> 1)).isEqualTo(1);
        assertThat(err).hasToString("");
    }

    @Test
    void exitsWith2AndTheReasonOfAFailure() {
        assertThat(execute(() -> {
                    throw new StackException("The jar is missing.");
                }))
                .isEqualTo(2);
        assertThat(execute(() -> {
                    throw new IOException("reset");
                }))
                .isEqualTo(2);
        assertThat(execute(() -> {
                    throw new InterruptedException("told to end");
                }))
                .isEqualTo(2);

        assertThat(err.toString().lines())
                .containsExactly(
                        "The jar is missing.",
                        "The run failed: java.io.IOException: reset",
                        "The run failed: java.lang.InterruptedException: told to end");
    }

    @Test
    void exitsWith2AndAStackTraceOnAnUnexpectedError() {
        assertThat(execute(() -> {
                    throw new IllegalStateException("a mistake");
                }))
                .isEqualTo(2);

        assertThat(err.toString()).contains("IllegalStateException: a mistake", "at dev.weir.testbed.");
    }

    @Test
    void reportsInvalidArgumentsInOneLine() {
        assertThat(execute(() -> 0, "--dri", "here")).isEqualTo(2);

        assertThat(err.toString().lines())
                .hasSize(1)
                .allMatch(line -> line.startsWith("Unknown option"))
                .allMatch(line -> line.endsWith(". ./try --help lists the options."));
    }

    @Test
    void printsHelp() {
        assertThat(execute(() -> 1, "--help")).isZero();

        assertThat(out.toString()).contains("--dir FOLDER", "it/target/try by default");
        assertThat(err).hasToString("");
    }

    @Test
    void usesTheGivenFolder(@TempDir Path folder) throws Exception {
        Try command = new Try(() -> 0);
        command.commandLine().execute("--dir", folder.toString());

        try (RunFolder taken = command.takeFolder()) {
            assertThat(taken.root()).isEqualTo(folder);
        }
    }

    private int execute(Callable<Integer> call, String... words) {
        CommandLine commandLine = new Try(call).commandLine();
        return commandLine
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
    }

    private static final class Try extends DeveloperCommand {
        private final Callable<Integer> call;

        Try(Callable<Integer> call) {
            super("it", "try", "./try");
            this.call = call;
        }

        @Override
        public Integer call() throws Exception {
            return call.call();
        }
    }
}
