// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.local.StackException;
import dev.weir.testbed.Answer;
import dev.weir.testbed.HttpCalls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** Calls Flink's REST interface as an operator does: uploads the jar, starts the job, shows its status. */
final class FlinkRest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String BOUNDARY = "weir-job-jar";

    private final HttpCalls http;

    FlinkRest(int port) {
        this.http = HttpCalls.to(port, PATIENCE);
    }

    /** Uploads the jar and runs its main class. */
    void submit(Path jar) {
        try {
            JsonNode uploaded = send(http.request("/jars/upload")
                    .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(form(jar))));
            String id = Path.of(uploaded.get("filename").asText()).getFileName().toString();
            send(http.request("/jars/" + id + "/run")
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{}")));
        } catch (IOException refused) {
            throw new StackException("Flink rejected the job: " + refused.getMessage(), refused);
        }
    }

    /** The response to {@code /jobs/overview}. */
    String jobs() throws IOException {
        return send(http.request("/jobs/overview")).toString();
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException {
        try {
            Answer response = http.send(request);
            if (response.status() != 200) {
                throw new IOException(response.status() + " " + response.body());
            }
            return response.json();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while waiting for Flink", interrupted);
        }
    }

    private static byte[] form(Path jar) throws IOException {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        form.writeBytes(
                String.format(Locale.ROOT, """
                --%s\r
                Content-Disposition: form-data; name="jarfile"; filename="%s"\r
                Content-Type: application/x-java-archive\r
                \r
                """, BOUNDARY, jar.getFileName()).getBytes(StandardCharsets.UTF_8));
        form.writeBytes(Files.readAllBytes(jar));
        form.writeBytes(String.format(Locale.ROOT, "\r\n--%s--\r\n", BOUNDARY).getBytes(StandardCharsets.UTF_8));
        return form.toByteArray();
    }
}
