// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.demo;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends the traffic of an invented video service through the gateway: first that of the last weeks, as fast as it is
 * counted, and then that of each second. Prints once a second how many events are expected and how many are counted.
 */
public final class Demo {
    private static final long SEED = 20;

    /** The service grows fast: its history has fewer events, so that it loads in seconds. */
    static final double PAST_EVENTS_A_SECOND = 0.1;

    static final double EVENTS_A_SECOND = 250;

    private static final Duration HISTORY = Duration.ofDays(29);

    /** So that nothing becomes too old while the history loads. */
    private static final Duration MARGIN = Duration.ofHours(1);

    static final Duration SLOT = Duration.ofMinutes(5);
    private static final double LOADED_A_SECOND = 25_000;
    private static final long MOST_IN_FLIGHT = 50_000;
    private static final Duration LAST_COUNTS_WITHIN = Duration.ofSeconds(15);
    private static final Duration LAST_BATCH_WITHIN = Duration.ofSeconds(3);

    private final Supplier<URI> gateway;
    private final DemoClient client;
    private final Bookmark bookmark;
    private final Consumer<String> lines;
    private final Clock clock = Clock.systemUTC();
    private final VideoService service = new VideoService(SEED);
    private final Thread thread = new Thread(this::run, "demo");

    private volatile boolean finishing;
    private volatile @Nullable Tally tally;

    private LocalDate firstDay = LocalDate.EPOCH;
    private long lastLine = System.nanoTime();

    /**
     * @param gateway is not called before the stack is ready
     * @param bookmark a file in the data directory of the stack
     */
    public Demo(Supplier<URI> gateway, HttpClient http, Path bookmark, Consumer<String> lines) {
        this.gateway = gateway;
        this.client = new DemoClient(gateway, http, lines);
        this.bookmark = new Bookmark(bookmark);
        this.lines = lines;
        thread.setDaemon(true);
    }

    public void start() {
        lines.accept("demo: open " + gateway.get().resolve("/") + " in a browser");
        thread.start();
    }

    /** Stops sending and prints the result. The stack must still run. */
    public void finish() {
        finishing = true;
        if (!thread.isAlive()) {
            return;
        }
        try {
            thread.join(LAST_BATCH_WITHIN.toMillis());
            Tally result = tally;
            if (thread.isAlive()) {
                lines.accept("demo: the gateway does not respond; it is unknown whether the last batch counts.");
            } else if (result != null) {
                lines.accept(closing(result));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            Duration reach = reach();
            Instant earliest = clock.instant().minus(reach);
            firstDay = LocalDate.ofInstant(earliest, ZoneOffset.UTC);
            OptionalLong before = counted();
            while (before.isEmpty() && !finishing) {
                Thread.sleep(1_000);
                before = counted();
            }
            if (before.isPresent()) {
                Tally counting = new Tally(before.getAsLong());
                tally = counting;
                sendPast(counting, earliest);
                sendPresent(counting, reach);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** How old an event of the demo may be. */
    private Duration reach() throws InterruptedException {
        Duration allowed = client.allowedLateness().orElse(HISTORY).minus(MARGIN);
        return allowed.isNegative() ? Duration.ZERO : allowed.compareTo(HISTORY) < 0 ? allowed : HISTORY;
    }

    private void sendPast(Tally counting, Instant earliest) throws InterruptedException {
        Instant begin = bookmark.begin(earliest, clock.instant());
        Instant time = begin;
        Pace pace = new Pace(LOADED_A_SECOND);
        Batch batch = new Batch();
        Instant end = clock.instant();
        while (time.isBefore(end) && !finishing) {
            Duration left = Duration.between(time, end);
            Duration length = left.compareTo(SLOT) < 0 ? left : SLOT;
            batch.add(service.burst(time, length, PAST_EVENTS_A_SECOND, earliest));
            time = time.plus(length);
            if (batch.isFull() || !time.isBefore(end)) {
                send(batch.take(), time, counting, pace);
                double done = (double) Duration.between(begin, time).toMillis()
                        / Duration.between(begin, end).toMillis();
                awaitRoom(counting, Math.round(100 * done));
            }
        }
    }

    /** Prints a line once a second, and waits while the job is far behind. */
    private void awaitRoom(Tally counting, long percent) throws InterruptedException {
        while (isTimeForALine() && !finishing) {
            OptionalLong counted = counted();
            lines.accept(
                    counted.isEmpty()
                            ? "demo: no metrics"
                            : counting.line(counted.getAsLong()) + "  history " + percent + " %");
            if (counted.isPresent() && counting.inFlight(counted.getAsLong()) < MOST_IN_FLIGHT) {
                return;
            }
            Thread.sleep(1_000);
        }
    }

    private void sendPresent(Tally counting, Duration reach) throws InterruptedException {
        Pace pace = new Pace(LOADED_A_SECOND);
        Instant sentUntil = clock.instant();
        while (!finishing) {
            Thread.sleep(100);
            Instant now = clock.instant();
            // After a pause of the machine or of the gateway, what was missed is not made up for.
            Duration length = Duration.between(sentUntil, now);
            length = length.compareTo(Duration.ofSeconds(1)) < 0 ? length : Duration.ofSeconds(1);
            send(service.burst(now.minus(length), length, EVENTS_A_SECOND, now.minus(reach)), now, counting, pace);
            sentUntil = now;
            if (isTimeForALine()) {
                OptionalLong counted = counted();
                lines.accept(counted.isEmpty() ? "demo: no metrics" : counting.line(counted.getAsLong()));
            }
        }
    }

    private void send(Burst burst, Instant until, Tally counting, Pace pace) throws InterruptedException {
        if (!burst.events().isEmpty()) {
            if (client.send(burst.events())) {
                counting.add(burst);
            }
            pace.waitAfter(burst.events().size());
        }
        bookmark.sentUntil(until);
    }

    private boolean isTimeForALine() {
        long now = System.nanoTime();
        if (now - lastLine < Duration.ofSeconds(1).toNanos()) {
            return false;
        }
        lastLine = now;
        return true;
    }

    private String closing(Tally result) throws InterruptedException {
        long deadline = System.nanoTime() + LAST_COUNTS_WITHIN.toNanos();
        OptionalLong counted = counted();
        while (!result.isComplete(counted) && System.nanoTime() < deadline) {
            Thread.sleep(200);
            counted = counted();
        }
        return result.closing(counted);
    }

    private OptionalLong counted() throws InterruptedException {
        return client.counted(firstDay);
    }
}
