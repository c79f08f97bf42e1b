// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.http.admission.BodyAdmission;
import io.undertow.server.HttpHandler;
import io.undertow.util.SameThreadExecutor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Tests that an {@link Error} gets the same response as other failures, and that no thread, place or memory budget is
 * lost.
 */
class ErrorsTest {
    private static final int MANY = 12;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final WorkerThreads threads = new WorkerThreads("test", 2, 2);
    private final ExecutorService workers = Executors.newFixedThreadPool(2);

    @AfterEach
    void close() {
        threads.close();
        workers.shutdownNow();
    }

    @Test
    void errorInAHandlerIsAnswered() throws Exception {
        try (HttpListener listener = listen(exchange -> {
            throw missing();
        })) {
            assertFails(listener, MANY);
        }
    }

    @Test
    void errorOnABlockingThreadIsAnswered() throws Exception {
        try (HttpListener listener = listen(threads.on(exchange -> {
            throw missing();
        }))) {
            assertFails(listener, MANY);
        }
    }

    @Test
    void errorWhileWritingOnTheIoThreadIsAnswered() throws Exception {
        try (HttpListener listener = listen(exchange -> exchange.dispatch(
                workers,
                () -> RequestWork.runOnIoThread(exchange, () -> {
                    throw missing();
                })))) {
            assertFails(listener, MANY);
        }
    }

    @Test
    void errorInDispatchedWorkIsAnswered() throws Exception {
        try (HttpListener listener = listen(exchange -> exchange.dispatch(
                SameThreadExecutor.INSTANCE,
                () -> RequestWork.run(exchange, () -> {
                    throw missing();
                })))) {
            assertFails(listener, MANY);
        }
    }

    @Test
    void errorAfterReadingABodyIsAnsweredAndReleasesIt() throws Exception {
        BodyAdmission admission = new BodyAdmission(1 << 20, 2);
        BodyReader bodies = new BodyReader(1 << 16, admission, Duration.ofMinutes(1), workers, workers);
        try (HttpListener listener = listen(exchange -> bodies.read(exchange, ContentEncoding.IDENTITY, outcome -> {
            throw missing();
        }))) {
            assertFails(listener, MANY);
            await().untilAsserted(() -> assertThat(admission.all().usedBytes()).isZero());
        }
    }

    @Test
    void errorOfTheWorkerPoolIsAnsweredAndReleasesTheBody() throws Exception {
        BodyAdmission admission = new BodyAdmission(1 << 20, 2);
        Executor none = work -> {
            throw new OutOfMemoryError("unable to create native thread");
        };
        BodyReader bodies = new BodyReader(1 << 16, admission, Duration.ofMinutes(1), none, workers);
        try (HttpListener listener =
                listen(exchange -> bodies.read(exchange, ContentEncoding.IDENTITY, outcome -> {}))) {
            assertFails(listener, MANY);
            await().untilAsserted(() -> assertThat(admission.all().usedBytes()).isZero());
        }
    }

    private static NoClassDefFoundError missing() {
        return new NoClassDefFoundError("as when a jar is replaced");
    }

    private void assertFails(HttpListener listener, int times) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + listener.address().getPort() + "/");
        for (int i = 0; i < times; i++) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(uri)
                            .timeout(Duration.ofSeconds(60))
                            .POST(HttpRequest.BodyPublishers.ofString("{}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body()).contains("\"internal_error\"");
            assertThat(answer.headers().firstValue("X-Request-ID")).isPresent();
        }
    }

    private static HttpListener listen(HttpHandler handler) {
        return HttpListener.start("127.0.0.1", 0, 1, new RequestContext(RequestWork.catching(handler)));
    }
}
