// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.clickhouse;

import dev.weir.configuration.ClickHouseEndpoint;
import dev.weir.http.background.Periodic;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pings ClickHouse twice a second in the background. {@link Pulse} decides what missed pings mean.
 *
 * <p>A ping distinguishes an unresponsive server from a slow query. The timeout of a query cannot.
 */
final class Heartbeat implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

    private static final Duration PERIOD = Duration.ofMillis(500);

    /** The timeout of one ping. A server that misses several does not respond to queries either. */
    private static final Duration TIMEOUT = Duration.ofMillis(1_500);

    private final HttpRequest request;
    private final HttpClient client;
    private final List<Runnable> whenLost = new CopyOnWriteArrayList<>();
    private final Pulse pulse = new Pulse(TIMEOUT);
    private @Nullable Periodic pings;
    private volatile @Nullable String problem = "ClickHouse has not been checked yet.";

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

    /** Starts to ping. */
    static Heartbeat of(ClickHouseEndpoint clickHouse) {
        Heartbeat heartbeat = new Heartbeat(clickHouse);
        heartbeat.pings = Periodic.start("clickhouse-heartbeat", Duration.ZERO, PERIOD, heartbeat::ping);
        return heartbeat;
    }

    /** Registers the gauge {@code weir_clickhouse_up}. */
    Heartbeat measuredBy(MeterRegistry meters) {
        Gauge.builder("weir.clickhouse.up", this, heartbeat -> heartbeat.isSilent() ? 0 : 1)
                .description("1 if ClickHouse responds to pings, else 0; queries are refused while it is 0")
                .register(meters);
        return this;
    }

    /** Returns why ClickHouse is not ready, as a sentence, or null if it is ready. */
    @Nullable
    String problem() {
        return problem;
    }

    /** Whether the last few pings were missed. */
    boolean isSilent() {
        return pulse.state() != Pulse.State.BEATING;
    }

    /** Adds an action for the heartbeat's thread. It runs after each missed ping once ClickHouse counts as lost. */
    void whenLost(Runnable action) {
        whenLost.add(action);
    }

    @Override
    public void close() {
        if (pings != null) {
            pings.close();
        }
    }

    private void ping() throws InterruptedException {
        long begin = System.nanoTime();
        try {
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            answered();
            problem = status == 200 ? null : "ClickHouse responds with the status " + status + ".";
        } catch (SSLException untrusted) {
            problem = "ClickHouse's certificate is not trusted: " + untrusted.getMessage() + ".";
        } catch (IOException unreachable) {
            missed(Duration.ofNanos(System.nanoTime() - begin));
        }
    }

    private void answered() {
        if (isSilent()) {
            log.atInfo().log("ClickHouse responds to pings again");
        }
        pulse.beat();
    }

    private void missed(Duration after) {
        boolean wasSilent = isSilent();
        pulse.missed(after);
        if (isSilent() || !hasAnswered()) {
            problem = "ClickHouse does not respond.";
        }
        if (isSilent() && !wasSilent) {
            log.atWarn().log("ClickHouse does not respond to pings; queries are refused until it does");
        }
        if (pulse.state() == Pulse.State.LOST) {
            whenLost.forEach(Runnable::run);
        }
    }

    /** Whether ClickHouse counts as ready; false until the first successful ping. */
    private boolean hasAnswered() {
        return problem == null;
    }
}
