package dev.weir.gateway.clickhouse;

import dev.weir.clickhouse.ClickHouseEndpoint;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks ClickHouse twice a second, in the background, whether it is there.
 *
 * <p>It tells a server that has fallen silent from a query that takes long, which the time-out of a query cannot.
 */
public final class Heartbeat implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

    private static final Duration PERIOD = Duration.ofMillis(500);

    /** A server that has no answer to this within that time has none to a query either. */
    private static final Duration TIMEOUT = Duration.ofMillis(1_500);

    private final HttpRequest request;
    private final HttpClient client;
    private final List<Runnable> whenLost = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService pings = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "clickhouse-heartbeat");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean lost;
    private volatile @Nullable String problem = "ClickHouse has not been asked yet.";

    private Heartbeat(ClickHouseEndpoint clickHouse) {
        client = HttpClient.newBuilder()
                .connectTimeout(TIMEOUT)
                .sslContext(clickHouse.sslContext())
                .build();
        request = HttpRequest.newBuilder(clickHouse.url().resolve("/ping"))
                .timeout(TIMEOUT)
                .GET()
                .build();
    }

    /** Begins to ask. */
    public static Heartbeat of(ClickHouseEndpoint clickHouse) {
        Heartbeat heartbeat = new Heartbeat(clickHouse);
        var unused =
                heartbeat.pings.scheduleWithFixedDelay(heartbeat::ping, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        return heartbeat;
    }

    /** Shows whether it answers, as {@code weir_clickhouse_up}. */
    public Heartbeat measuredBy(MeterRegistry meters) {
        Gauge.builder("weir.clickhouse.up", this, heartbeat -> heartbeat.lost ? 0 : 1)
                .description("1 while ClickHouse answers pings; queries are refused while it does not")
                .register(meters);
        return this;
    }

    /** Why ClickHouse is not ready, a sentence; null where it is. */
    public @Nullable String problem() {
        return problem;
    }

    /** Whether it gave no answer when it was asked last. */
    boolean isLost() {
        return lost;
    }

    /** Runs each time it gives no answer, on the thread that asks. */
    void whenLost(Runnable action) {
        whenLost.add(action);
    }

    @Override
    public void close() {
        pings.shutdownNow();
    }

    private void ping() {
        try {
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            found();
            problem = status == 200 ? null : "ClickHouse answers with the status " + status + ".";
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (SSLException untrusted) {
            problem = "ClickHouse's certificate is not accepted: " + untrusted.getMessage() + ".";
        } catch (Exception unreachable) {
            problem = "ClickHouse does not answer.";
            lose();
        }
    }

    private void found() {
        if (lost) {
            lost = false;
            log.atInfo().log("ClickHouse answers pings again");
        }
    }

    private void lose() {
        if (!lost) {
            lost = true;
            log.atWarn().log("ClickHouse does not answer pings; queries are refused until it does");
        }
        whenLost.forEach(Runnable::run);
    }
}
