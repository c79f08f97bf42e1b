// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.client.Gauge;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackPrometheusReporterTest {
    private final LoopbackPrometheusReporter reporter = new LoopbackPrometheusReporter(0);

    @AfterEach
    void stop() {
        reporter.close();
    }

    @Test
    void servesMetricsToPrograms() throws IOException {
        assertThat(ask("GET /metrics HTTP/1.1", "Host: 127.0.0.1"))
                .startsWith("HTTP/1.1 200")
                .contains("text/plain; version=0.0.4")
                .doesNotContainIgnoringCase("access-control");
    }

    @Test
    void servesMetricsByName() throws IOException {
        Gauge.build("here", "x").register(reporter.registry);
        Gauge.build("there", "x").register(reporter.registry);

        assertThat(ask("GET /metrics HTTP/1.1", "Host: 127.0.0.1")).contains("here 0.0", "there 0.0");
        assertThat(ask("GET /metrics?name%5B%5D=here HTTP/1.1", "Host: 127.0.0.1"))
                .contains("\nhere 0.0")
                .doesNotContain("\nthere 0.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example",
                "Host: 127.0.0.1\r\nOrigin: http://evil.example",
                "Host: 127.0.0.1\r\nSec-Fetch-Site: cross-site"
            })
    void refusesPagesOfOtherSites(String headers) throws IOException {
        assertThat(ask("GET /metrics HTTP/1.1", headers)).startsWith("HTTP/1.1 403");
    }

    private String ask(String requestLine, String headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), reporter.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write((requestLine + "\r\nConnection: close\r\n" + headers + "\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
