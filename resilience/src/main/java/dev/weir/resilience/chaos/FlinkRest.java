// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.local.StackException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** Calls Flink's REST interface as an operator does: uploads the jar, starts the job, shows its status. */
final class FlinkRest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String BOUNDARY = "weir-job-jar";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;

    FlinkRest(int port) {
        this.port = port;
    }

    /** Uploads the jar and runs its main class. */
    void submit(Path jar) {
        try {
            JsonNode uploaded = send(request("/jars/upload")
                    .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(form(jar))));
            String id = Path.of(uploaded.get("filename").asText()).getFileName().toString();
            send(request("/jars/" + id + "/run")
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{}")));
        } catch (IOException refused) {
            throw new StackException("Flink rejected the job: " + refused.getMessage(), refused);
        }
    }

    /** The response to {@code /jobs/overview}. */
    String jobs() throws IOException {
        return send(request("/jobs/overview")).toString();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE);
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException(response.statusCode() + " " + response.body());
            }
            return JSON.readTree(response.body());
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
