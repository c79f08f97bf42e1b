// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.testbed.Answer;
import dev.weir.testbed.WeirClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code ./run} in locales with other digits, or with other rules for upper and lower case. */
class LocaleIT {
    private static final Pattern OTHER_DIGITS = Pattern.compile("[\\p{Nd}&&[^0-9]]");

    private final Path directory;

    LocaleIT(@TempDir Path directory) {
        this.directory = directory;
    }

    /** The letters of Turkish, whose lower case of I is not i, together with Arabic digits. */
    @Test
    void countsTheSameUnderAnyLocale() throws Exception {
        try (RunCommand run =
                RunCommand.start(environment("-Duser.language=tr -Duser.country=TR -Duser.extensions=u-nu-arab"))) {
            run.awaitReady();
            WeirClient client = new WeirClient(run.gateway());

            Answer accepted = client.post("application/json", "{\"user_id\":\"ada\",\"video_id\":\"v1\"}");
            assertThat(accepted.body()).isEqualTo("{\"accepted\":1,\"rejected\":0}");
            Answer refused =
                    client.post("application/json", "{\"user_id\":\"" + "a".repeat(129) + "\",\"video_id\":\"v1\"}");
            assertThat(refused.json().at("/errors/0/message").asText())
                    .contains("129 characters", "at most 128 are allowed");

            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                            client.get("/metrics?metric=views&format=csv").body())
                    .contains(",v1,1"));
            assertThat(client.get("/reconcile").json().at("/balanced").asBoolean())
                    .isTrue();

            assertThat(run.output()).contains("http://127.0.0.1:").doesNotContainPattern(OTHER_DIGITS);
        }
        for (Path log : logs()) {
            assertThat(Files.readString(log, StandardCharsets.UTF_8))
                    .as(log.toString())
                    .doesNotContainPattern(OTHER_DIGITS);
        }
    }

    @Test
    void printsPortsInAsciiDigits() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> environment = environment("-Duser.language=ar -Duser.country=EG");
            environment.put("WEIR_FLINK_UI_PORT", Integer.toString(taken.getLocalPort()));
            try (RunCommand run = RunCommand.start(environment)) {
                assertThat(run.awaitExit()).isEqualTo(1);
                assertThat(run.output())
                        .contains("Port " + taken.getLocalPort() + " is in use")
                        .doesNotContainPattern(OTHER_DIGITS);
            }
        }
    }

    private List<Path> logs() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("logs"))) {
            List<Path> logs = files.filter(Files::isRegularFile).toList();
            assertThat(logs).hasSizeGreaterThanOrEqualTo(4);
            return logs;
        }
    }

    /** Every JVM reads {@code JAVA_TOOL_OPTIONS}, including the JVMs of the components. */
    private Map<String, String> environment(String locale) {
        Map<String, String> environment = RunCommand.onFreePorts(directory);
        environment.put("JAVA_TOOL_OPTIONS", locale);
        return environment;
    }
}
