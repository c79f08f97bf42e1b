// SPDX-License-Identifier: Apache-2.0
package dev.weir.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the guard within Flink's own REST interface, which loads it by itself. */
class RestGuardTest {
    @TempDir
    private static Path uploads = Path.of("");

    private static MiniCluster cluster;
    private static URI rest;

    @BeforeAll
    static void startFlink() throws Exception {
        Configuration options = new Configuration();
        options.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        options.set(RestOptions.BIND_PORT, "0");
        options.set(JobManagerOptions.ADDRESS, "127.0.0.1");
        options.set(WebOptions.UPLOAD_DIR, uploads.toString());
        options.set(GuardOptions.ALLOWED_HOSTS, List.of("Flink.example.org"));
        cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(options)
                .setNumTaskManagers(1)
                .build());
        cluster.start();
        rest = cluster.getRestAddress().get();
    }

    @AfterAll
    static void stopFlink() throws Exception {
        cluster.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: 127.0.0.1",
                "Host: localhost:8081",
                "Host: [::1]:8081",
                "Host: flink.EXAMPLE.org",
                "Accept: */*"
            })
    void answersProgramsThatUseALoopbackHostName(String header) throws Exception {
        assertThat(ask("GET /overview HTTP/1.0", header)).startsWith("HTTP/1.1 200");
    }

    @Test
    void answersRequestsOfTheWebUi() throws Exception {
        String page = "127.0.0.1:" + rest.getPort();
        assertThat(ask(
                        "GET /overview HTTP/1.1",
                        "Host: " + page,
                        "Origin: http://" + page,
                        "Sec-Fetch-Site: same-origin",
                        "Sec-Fetch-Mode: cors"))
                .startsWith("HTTP/1.1 200")
                .doesNotContainIgnoringCase("access-control");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example:8081",
                "Host: 127.0.0.1.evil.example",
                "Host: evil.example#127.0.0.1",
                "Host: ",
                "Host: 127.0.0.1\r\nHost: evil.example",
                "Host: 127.0.0.1\r\nOrigin: http://evil.example",
                "Host: 127.0.0.1\r\nOrigin: http://127.0.0.1:1",
                "Host: 127.0.0.1\r\nOrigin: null",
                "Host: 127.0.0.1\r\nSec-Fetch-Site: cross-site",
                "Host: 127.0.0.1\r\nSec-Fetch-Site: same-site",
                "Host: 127.0.0.1\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document",
                "Origin: http://evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket"
            })
    void refusesPagesOfOtherSites(String headers) throws Exception {
        assertThat(ask("GET /overview HTTP/1.1", headers))
                .startsWith("HTTP/1.1 403")
                .doesNotContain("slots-total")
                .doesNotContainIgnoringCase("access-control");
    }

    @Test
    void allowsLinksToTheStartPageButNoFrames() throws Exception {
        String link = "Host: 127.0.0.1\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: ";
        assertThat(ask("GET / HTTP/1.1", link + "document")).doesNotStartWith("HTTP/1.1 403");
        assertThat(ask("GET / HTTP/1.1", link + "iframe")).startsWith("HTTP/1.1 403");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"POST /jars/upload", "PATCH /jobs/00", "DELETE /cluster", "PUT /jobs/00", "OPTIONS /overview"})
    void refusesChangesFromAnyPage(String request) throws Exception {
        String own = "http://127.0.0.1:" + rest.getPort();
        assertThat(ask(request + " HTTP/1.1", "Host: 127.0.0.1:" + rest.getPort(), "Origin: " + own))
                .startsWith("HTTP/1.1 403");
        assertThat(ask(request + " HTTP/1.1", "Host: 127.0.0.1", "Sec-Fetch-Site: none"))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void discardsARefusedUpload() throws Exception {
        String part =
                "--b\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\"evil.jar\"\r\n\r\nx\r\n--b--\r\n";
        assertThat(ask(
                        "POST /jars/upload HTTP/1.1",
                        "Host: 127.0.0.1",
                        "Origin: http://evil.example",
                        "Content-Type: multipart/form-data; boundary=b",
                        "Content-Length: " + part.length() + "\r\n\r\n" + part))
                .startsWith("HTTP/1.1 403");
        try (Stream<Path> files = Files.walk(uploads)) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/jobs/00000000000000000000000000000000/yarn-cancel",
                "/v1/jobs/00000000000000000000000000000000/yarn-stop",
                "//jobs/00000000000000000000000000000000/%79arn%2Dcancel?a=b"
            })
    void refusesToCancelJobsByGet(String path) throws Exception {
        assertThat(ask("GET " + path + " HTTP/1.1", "Host: 127.0.0.1"))
                .startsWith("HTTP/1.1 403")
                .contains("stop-job");
    }

    @Test
    void ignoresRequestsPipelinedAfterARefusal() throws Exception {
        assertThat(ask("GET /overview HTTP/1.1", "Host: evil.example\r\n\r\nGET /overview HTTP/1.1\r\nHost: 127.0.0.1"))
                .startsWith("HTTP/1.1 403")
                .doesNotContain("slots-total");
    }

    private static String ask(String requestLine, String... headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), rest.getPort())) {
            socket.setSoTimeout(30_000);
            String request = requestLine + "\r\nConnection: close\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
