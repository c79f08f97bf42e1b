// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.configuration.Program;
import dev.weir.configuration.Variable;
import dev.weir.testbed.WeirClient;
import dev.weir.testsupport.TestAuthority;
import dev.weir.testsupport.TestAuthority.Issued;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks {@code ./run}, from the first start to the messages when it cannot start. */
class RunCommandIT {
    private static final String VIEW = "{\"user_id\":\"ada\",\"video_id\":\"v1\"}";

    private final Path directory;

    RunCommandIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void startsContinuesAndLeavesNoProcesses() throws Exception {
        try (RunCommand first = RunCommand.start(environment())) {
            first.awaitReady();
            WeirClient client = new WeirClient(first.gateway());
            assertThat(client.post("application/json", VIEW).body()).isEqualTo("{\"accepted\":1,\"rejected\":0}");
            awaitViews(client, 1);

            try (RunCommand second = RunCommand.start(environment())) {
                assertThat(second.awaitExit()).isEqualTo(1);
                assertThat(second.output()).contains("is in use by another ./run");
            }

            List<ProcessHandle> components = first.components();
            assertThat(components).hasSize(4);
            first.kill();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(components).noneMatch(ProcessHandle::isAlive));
        }
        try (RunCommand again = RunCommand.start(environment())) {
            again.awaitReady();
            WeirClient client = new WeirClient(again.gateway());
            awaitViews(client, 1);
            client.post("application/json", VIEW);
            awaitViews(client, 2);

            List<ProcessHandle> components = again.components();
            again.terminate();
            again.awaitExit();
            assertThat(again.output()).contains("stopping gateway", "stopping kafka", "stopped");
            assertThat(components).noneMatch(ProcessHandle::isAlive);
        }
    }

    @Test
    void gatewayAndDemoUseTlsWithACertificate() throws Exception {
        TestAuthority authority = new TestAuthority("authority");
        authority.issue("localhost").writeTo(directory);
        Map<String, String> environment = environment();
        environment.put("WEIR_TLS_CERTIFICATE", Issued.certificateIn(directory).toString());
        environment.put("WEIR_TLS_KEY", Issued.keyIn(directory).toString());
        environment.put("WEIR_DATA_DIR", directory.resolve("data").toString());
        try (RunCommand run = RunCommand.start(environment, "--demo")) {
            run.awaitReady();
            HttpClient client =
                    HttpClient.newBuilder().sslContext(authority.trusted()).build();
            URI health = URI.create("https://localhost:" + run.gateway().getPort() + "/health");
            HttpResponse<String> answer =
                    client.send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(run.output())
                    .containsPattern("sent [1-9].* expected [1-9].* counted [1-9].* in flight [0-9]"));
            run.terminate();
            run.awaitExit();
            assertThat(run.output()).containsPattern("demo: .* events sent .* expected, .* counted: each once[.]");
        }
    }

    @Test
    void reportsATakenPortAndItsVariable() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> environment = environment();
            environment.put("WEIR_FLINK_UI_PORT", Integer.toString(taken.getLocalPort()));
            try (RunCommand run = RunCommand.start(environment)) {
                assertThat(run.awaitExit()).isEqualTo(1);
                assertThat(run.output())
                        .contains("Port " + taken.getLocalPort() + " is in use")
                        .contains("WEIR_FLINK_UI_PORT")
                        .doesNotContain("Exception");
            }
        }
    }

    @Test
    void refusesDataOfAnotherVersion() throws Exception {
        Path marker = directory.resolve("weir-version");
        Files.writeString(marker, "999\n");

        try (RunCommand run = RunCommand.start(environment())) {
            assertThat(run.awaitExit()).isEqualTo(1);
            assertThat(run.output()).contains("written by another version", "WEIR_DATA_DIR");
        }
        assertThat(marker).hasContent("999\n");
    }

    @Test
    void reportsAllErrorsOfTheConfiguration() throws Exception {
        Map<String, String> environment = environment();
        environment.put("WEIR_HTTP_PORT", "eighty");
        environment.put("WEIR_DEDUP_HORIZONT", "1h");
        try (RunCommand run = RunCommand.start(environment)) {
            assertThat(run.awaitExit()).isEqualTo(1);
            assertThat(run.output())
                    .contains("WEIR_HTTP_PORT must be")
                    .contains("did you mean WEIR_DEDUP_HORIZON?")
                    .doesNotContain("Exception");
        }
    }

    @Test
    void printsHelp() throws Exception {
        try (RunCommand help = RunCommand.start(Map.of(), "--help")) {
            assertThat(help.awaitExit()).isZero();
            for (Variable variable : Variable.values()) {
                if (variable.isReadBy(Program.RUN)) {
                    assertThat(help.output()).contains(variable.variableName(), variable.defaultText());
                }
            }
        }
        try (RunCommand unknown = RunCommand.start(Map.of(), "--dmeo")) {
            assertThat(unknown.awaitExit()).isEqualTo(2);
            assertThat(unknown.output()).contains("--dmeo", "--help");
        }
    }

    @Test
    void checksAFileOfMetricsWithoutStarting() throws Exception {
        Path good = Files.writeString(
                directory.resolve("good.yaml"),
                "metrics:\n- {name: revenue, aggregate: sum, of: value, by: [properties.plan]}\n");
        try (RunCommand run = RunCommand.start(Map.of(), "--check-metrics", good.toString())) {
            assertThat(run.awaitExit()).isZero();
            assertThat(run.output()).endsWith(good + ": metrics found: 1\nrevenue  sum of value by properties.plan\n");
        }
        Path bad = Files.writeString(directory.resolve("bad.yaml"), "metrics:\n- name: B\n  agregate: count\n");
        try (RunCommand run = RunCommand.start(Map.of(), "--check-metrics", bad.toString())) {
            assertThat(run.awaitExit()).isEqualTo(2);
            assertThat(run.output().lines().filter(line -> line.startsWith(bad + ":")))
                    .hasSize(3)
                    .last()
                    .isEqualTo(bad + ":3:3: 'agregate' is not a key of a definition; did you mean 'aggregate'?");
        }
        try (RunCommand run = RunCommand.start(Map.of(), "--check-metrics")) {
            assertThat(run.awaitExit()).isEqualTo(2);
            assertThat(run.output()).isEqualTo("./run --check-metrics needs a file; see ./run --help.\n");
        }
        try (RunCommand run = RunCommand.start(Map.of(), "--delete-metric")) {
            assertThat(run.awaitExit()).isEqualTo(2);
            assertThat(run.output()).isEqualTo("./run --delete-metric needs the name of a metric; see ./run --help.\n");
        }
        try (RunCommand run =
                RunCommand.start(Map.of("WEIR_CLICKHOUSE_URL", "http://127.0.0.1:1"), "--delete-metric", "revenue")) {
            assertThat(run.awaitExit()).isEqualTo(1);
            assertThat(run.output()).contains("Cannot reach ClickHouse at http://127.0.0.1:1 within 5 s");
        }
        Map<String, String> environment = environment();
        Path relative = Path.of("").toAbsolutePath().relativize(bad);
        environment.put("WEIR_METRICS_FILE", relative.toString());
        try (RunCommand run = RunCommand.start(environment)) {
            assertThat(run.awaitExit()).isEqualTo(1);
            assertThat(run.output())
                    .contains("WEIR_METRICS_FILE has a mistake at " + relative + ":2:9: ", relative + ":3:3: ")
                    .doesNotContain("Exception");
        }
    }

    private Map<String, String> environment() {
        return RunCommand.onFreePorts(directory);
    }

    private static void awaitViews(WeirClient client, int views) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(client.get("/metrics?metric=views")
                        .json()
                        .at("/rows/0/views")
                        .asInt())
                .isEqualTo(views));
    }
}
