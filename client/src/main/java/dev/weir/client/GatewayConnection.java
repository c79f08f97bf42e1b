// SPDX-License-Identifier: Apache-2.0
package dev.weir.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Sends batches to a gateway. Thread-safe. */
final class GatewayConnection {
    static final String API_KEY = "X-API-Key";

    private final HttpClient http;
    private final URI events;
    private final @Nullable String apiKey;
    private final Duration timeout;
    private final Set<CompletableFuture<?>> inFlight = ConcurrentHashMap.newKeySet();
    private volatile boolean aborted;

    /** @param gateway the base, such as {@code https://weir.example.org} */
    GatewayConnection(HttpClient http, URI gateway, @Nullable String apiKey, Duration timeout) {
        String base = gateway.toString();
        this.http = http;
        this.events = URI.create((base.endsWith("/") ? base : base + "/") + "events");
        this.apiKey = apiKey;
        this.timeout = timeout;
    }

    /** Sends a batch once. */
    @SuppressWarnings("CollectionUndefinedEquality") // Futures are compared by identity, as they should be.
    Answer send(Batch batch) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(events)
                .header("Content-Type", "application/x-ndjson")
                .header("Content-Encoding", "gzip")
                .header("User-Agent", "weir-client-java")
                .POST(HttpRequest.BodyPublishers.ofByteArray(gzip(batch)));
        if (apiKey != null) {
            request.header(API_KEY, apiKey);
        }
        CompletableFuture<HttpResponse<byte[]>> sending;
        try {
            sending = http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (RuntimeException unusable) {
            return noResponse("The HTTP client failed: " + unusable);
        }
        inFlight.add(sending);
        try {
            if (aborted) {
                return noResponse("The client is closed.");
            }
            // The timeout of HttpRequest would end with the head of the response.
            HttpResponse<byte[]> response = sending.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return AnswerReader.read(
                    response.statusCode(),
                    response.headers().firstValue("Retry-After"),
                    response.body(),
                    batch.count());
        } catch (TimeoutException late) {
            return noResponse("There was no response within " + timeout.toMillis() + " ms.");
        } catch (CancellationException closing) {
            return noResponse("The client is closed.");
        } catch (ExecutionException failed) {
            return noResponse("The request failed: " + failed.getCause());
        } finally {
            inFlight.remove(sending);
            sending.cancel(true);
        }
    }

    /** Cancels the requests in flight, and those to come. */
    void abort() {
        aborted = true;
        inFlight.forEach(sending -> sending.cancel(true));
    }

    private static Answer noResponse(String message) {
        return new Answer.TryAgain(0, "no_response", message, Optional.empty());
    }

    private static byte[] gzip(Batch batch) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            for (QueuedEvent event : batch.events()) {
                gzip.write(event.line());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
