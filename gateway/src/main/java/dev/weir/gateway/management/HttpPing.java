package dev.weir.gateway.management;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Asks an HTTP server once a second, in the background and for a bounded time, whether it is there. */
public final class HttpPing implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final String name;
    private final HttpRequest request;
    private final HttpClient client;
    private final ScheduledExecutorService pings = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "http-ping");
        thread.setDaemon(true);
        return thread;
    });
    private final ScheduledFuture<?> pinging;
    private volatile @Nullable String problem;

    /**
     * @param name how the server is called in the reason
     * @param tls the client's side of it, for an {@code https} URL
     */
    public HttpPing(String name, URI uri, SSLContext tls) {
        this.name = name;
        this.client =
                HttpClient.newBuilder().connectTimeout(TIMEOUT).sslContext(tls).build();
        this.request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).GET().build();
        this.problem = name + " has not been asked yet.";
        pinging = pings.scheduleWithFixedDelay(this::ping, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Why the server is not ready, a sentence; null where it is. */
    public @Nullable String problem() {
        return problem;
    }

    @Override
    public void close() {
        pinging.cancel(true);
        pings.shutdownNow();
    }

    private void ping() {
        try {
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            problem = status == 200 ? null : name + " answers with the status " + status + ".";
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (SSLException untrusted) {
            problem = name + "'s certificate is not accepted: " + untrusted.getMessage() + ".";
        } catch (Exception unreachable) {
            problem = name + " does not answer.";
        }
    }
}
