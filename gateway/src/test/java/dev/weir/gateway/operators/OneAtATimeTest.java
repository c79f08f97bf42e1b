// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.HttpListener;
import dev.weir.http.WorkerThreads;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OneAtATimeTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final WorkerThreads threads = new WorkerThreads("test", 2, 0);
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final HttpListener listener = listen();

    @AfterEach
    void stop() {
        listener.close();
        threads.close();
    }

    @Test
    void refusesRequestsWhileAnotherIsInProgress() throws Exception {
        CompletableFuture<HttpResponse<String>> first = send();
        begun.await();

        HttpResponse<String> second = send().get();

        assertThat(second.statusCode()).isEqualTo(503);
        assertThat(second.body()).contains("\"code\":\"busy\"", "Wait.");
        released.countDown();
        assertThat(first.get().statusCode()).isEqualTo(200);
        assertThat(send().get().statusCode()).isEqualTo(200);
    }

    private HttpListener listen() {
        OneAtATime work = new OneAtATime("Wait.");
        return HttpListener.start(
                "127.0.0.1",
                0,
                1,
                threads.on(exchange -> work.run(exchange, () -> {
                    begun.countDown();
                    try {
                        released.await();
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                    }
                    return exchange::endExchange;
                })));
    }

    private CompletableFuture<HttpResponse<String>> send() {
        URI url = URI.create("http://127.0.0.1:" + listener.address().getPort() + "/");
        return client.sendAsync(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
    }
}
