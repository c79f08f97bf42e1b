// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Executes the commands of {@code docs/security.md} verbatim. */
class SecurityDocumentTest {
    private static final Pattern COMMAND = Pattern.compile("(?s)```sh\\n(.*?openssl.*?)```");

    @Test
    void tokenOfTheExampleIsAccepted() throws Exception {
        assumeTrue(isOnThePath("openssl") && isOnThePath("bash"));
        Matcher command = COMMAND.matcher(Files.readString(Path.of("../docs/security.md")));
        assertThat(command.find()).isTrue();

        String token = outputOf(command.group(1));

        try (TestGateway gateway = new TestGateway(8L << 20, Map.of("WEIR_JWT_SECRET", TestTokens.SECRET))) {
            assertThat(gateway.send(HttpRequest.newBuilder(gateway.uri("/metrics"))
                                    .header("Authorization", "Bearer " + token)
                                    .build())
                            .status())
                    .isEqualTo(200);
        }
    }

    private static String outputOf(String command) throws IOException {
        ProcessBuilder bash = new ProcessBuilder("bash", "-o", "pipefail", "-ec", command).redirectErrorStream(true);
        bash.environment().put("WEIR_JWT_SECRET", TestTokens.SECRET);
        Process process = bash.start();
        try {
            return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        } finally {
            process.destroyForcibly();
        }
    }

    private static boolean isOnThePath(String command) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }
}
