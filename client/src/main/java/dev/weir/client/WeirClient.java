// SPDX-License-Identifier: Apache-2.0
package dev.weir.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Sends events to Weir, in batches and in the background. Thread-safe; a program needs one.
 *
 * <pre>{@code
 * try (WeirClient weir = WeirClient.builder(URI.create("http://127.0.0.1:8080")).build()) {
 *     weir.track(Event.view("ada", "intro"));
 * }
 * }</pre>
 *
 * <p>Each event that {@code track} takes ends in exactly one way: the gateway accepts it, or it arrives at
 * {@link ClientListener#eventsFailed} with the reason. An event is sent again until the gateway has decided on it, always
 * with the same {@code event_id}, so Weir counts it once. Events arrive in no particular order.
 *
 * <p>The threads are daemons: a program that ends without {@link #close} loses the events in the buffer.
 */
public final class WeirClient implements AutoCloseable {
    private static final Duration MOST_TIME_FOR_LISTENER = Duration.ofSeconds(5);

    private final Buffer buffer;
    private final GatewayConnection connection;
    private final List<Thread> threads;
    private final ClientListener listener;
    private final Duration closeTimeout;

    private WeirClient(Builder options) {
        this.buffer = new Buffer(
                new Buffer.Limits(options.bufferBytes, options.batchEvents, options.batchBytes, options.linger));
        this.listener = options.listener;
        this.closeTimeout = options.closeTimeout;
        HttpClient http = options.httpClient != null
                ? options.httpClient
                : HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(options.requestTimeout)
                        .build();
        this.connection = new GatewayConnection(http, options.gateway, options.apiKey, options.requestTimeout);
        Sender sender = new Sender(
                buffer,
                connection,
                new Backoff(options.firstBackoff, options.longestBackoff),
                Optional.ofNullable(options.maxAge),
                listener);
        this.threads = new ArrayList<>();
        for (int number = 1; number <= options.requestsInFlight; number++) {
            Thread thread = new Thread(sender, "weir-client-" + number);
            thread.setDaemon(true);
            threads.add(thread);
        }
    }

    /** @param gateway the base of its URLs, with http or https, such as {@code https://weir.example.org} */
    public static Builder builder(URI gateway) {
        return new Builder(gateway);
    }

    /**
     * Puts an event into the buffer, and does not wait. It gets an {@code event_id} and the present time unless it has
     * them.
     *
     * @return false if the buffer is full or the client is closed: the event will not be sent, and is counted in
     *     {@link ClientMetrics#refused}
     * @throws IllegalArgumentException if a property has no form in JSON, or the event has more bytes than a batch
     */
    public boolean track(Event event) {
        try {
            return trackWithin(event, Duration.ZERO);
        } catch (InterruptedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * As {@link #track}, but waits for room in the buffer.
     *
     * @param patience the longest time to wait
     * @throws InterruptedException if the thread is interrupted while it waits; the event will not be sent
     */
    public boolean trackWithin(Event event, Duration patience) throws InterruptedException {
        long now = System.currentTimeMillis();
        Map<String, Object> fields = new LinkedHashMap<>(event.fields());
        String eventId = String.valueOf(
                fields.computeIfAbsent("event_id", none -> UuidV7.at(now).toString()));
        fields.putIfAbsent("timestamp", now);
        byte[] line = JsonLine.of(fields);
        if (!buffer.fits(line.length)) {
            throw new IllegalArgumentException("An event of " + line.length + " bytes is larger than a batch.");
        }
        return buffer.offer(eventId, line, patience);
    }

    /**
     * Sends what is in the buffer at once, and waits until each of these events is accepted or reported.
     *
     * @return false if that takes longer
     */
    public boolean flush(Duration patience) throws InterruptedException {
        return buffer.flush(patience);
    }

    /** The counters at this instant. */
    public ClientMetrics metrics() {
        return buffer.metrics();
    }

    /** As {@link #close(Duration)}, with the timeout that is configured. */
    @Override
    public void close() {
        close(closeTimeout);
    }

    /**
     * Takes no further events, sends those in the buffer, and ends the threads. The interruption of the calling thread
     * ends the waiting.
     *
     * @param patience the longest time to wait for the gateway
     * @return the events that were not delivered, which the listener gets, too. A request may have been on its way, so
     *     some of them may have been counted; sent again with their {@code event_id} within 24 hours, each counts once.
     */
    public List<FailedEvent> close(Duration patience) {
        buffer.close();
        boolean interrupted = false;
        try {
            buffer.flush(patience);
        } catch (InterruptedException noMoreTime) {
            interrupted = true;
        }
        List<FailedEvent> left = new ArrayList<>();
        // Each event is released as soon as it is converted: a full buffer must not take its memory twice.
        Queue<QueuedEvent> abandoned = new ArrayDeque<>(buffer.abandon());
        for (QueuedEvent event = abandoned.poll(); event != null; event = abandoned.poll()) {
            left.add(Sender.failed(
                    event,
                    FailedEvent.Reason.NOT_DELIVERED,
                    "",
                    "The event was not delivered before the client was closed."));
        }
        connection.abort();
        Sender.tell(listener, left);
        interrupted |= !joinThreads();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return left;
    }

    /** The threads end at once, unless the listener keeps them. Returns false if it was interrupted. */
    private boolean joinThreads() {
        try {
            for (Thread thread : threads) {
                // The listener may close the client.
                if (thread != Thread.currentThread()) {
                    thread.join(MOST_TIME_FOR_LISTENER.toMillis());
                }
            }
            return true;
        } catch (InterruptedException interrupted) {
            return false;
        }
    }

    /** Sets how a client works. All options but the address have defaults. Not thread-safe. */
    public static final class Builder {
        private static final int MOST_EVENTS = 1_000;
        private static final int MOST_BYTES = 5 * 1024 * 1024;

        private final URI gateway;
        private @Nullable String apiKey;
        private @Nullable HttpClient httpClient;
        private @Nullable Duration maxAge;
        private ClientListener listener = new LoggingListener();
        private int batchEvents = MOST_EVENTS;
        private int batchBytes = 1024 * 1024;
        private Duration linger = Duration.ofMillis(100);
        private long bufferBytes = 32L * 1024 * 1024;
        private int requestsInFlight = 2;
        private Duration requestTimeout = Duration.ofSeconds(30);
        private Duration firstBackoff = Duration.ofMillis(100);
        private Duration longestBackoff = Duration.ofSeconds(10);
        private Duration closeTimeout = Duration.ofSeconds(10);

        private Builder(URI gateway) {
            require(
                    ("http".equals(gateway.getScheme()) || "https".equals(gateway.getScheme()))
                            && gateway.getHost() != null
                            && gateway.getRawQuery() == null
                            && gateway.getRawFragment() == null,
                    "The gateway needs an address such as https://weir.example.org, not " + gateway);
            this.gateway = gateway;
        }

        /**
         * Sets the key that gives this program a rate limit of its own. The default is none.
         *
         * @throws IllegalArgumentException if it has characters that a header cannot have
         */
        public Builder apiKey(String apiKey) {
            HttpRequest.newBuilder().header(GatewayConnection.API_KEY, apiKey);
            this.apiKey = apiKey;
            return this;
        }

        /** Sets who hears of failed events and requests. The default logs them. */
        public Builder listener(ClientListener listener) {
            this.listener = listener;
            return this;
        }

        /** Sets the most events of a request, 1 to 1,000. The default is 1,000. */
        public Builder batchEvents(int batchEvents) {
            require(batchEvents >= 1 && batchEvents <= MOST_EVENTS, "batchEvents must be 1 to 1,000");
            this.batchEvents = batchEvents;
            return this;
        }

        /** Sets the most bytes of a request before compression, 1 KiB to 5 MiB. The default is 1 MiB. */
        public Builder batchBytes(int batchBytes) {
            require(batchBytes >= 1024 && batchBytes <= MOST_BYTES, "batchBytes must be 1 KiB to 5 MiB");
            this.batchBytes = batchBytes;
            return this;
        }

        /** Sets how long an event waits for others to share its request. The default is 100 ms. */
        public Builder linger(Duration linger) {
            require(!linger.isNegative(), "linger must not be negative");
            this.linger = linger;
            return this;
        }

        /**
         * Sets the most memory of all events that are not settled, in bytes. The default is 32 MiB. Requests in flight
         * take their compressed bodies in addition.
         */
        public Builder bufferBytes(long bufferBytes) {
            require(bufferBytes >= 1024, "bufferBytes must be at least 1 KiB");
            this.bufferBytes = bufferBytes;
            return this;
        }

        /** Sets the most requests at the same time, each of which takes a thread, 1 to 64. The default is 2. */
        public Builder requestsInFlight(int requestsInFlight) {
            require(requestsInFlight >= 1 && requestsInFlight <= 64, "requestsInFlight must be 1 to 64");
            this.requestsInFlight = requestsInFlight;
            return this;
        }

        /** Sets how long a request may take, with its response. Then it is sent again. The default is 30 s. */
        public Builder requestTimeout(Duration requestTimeout) {
            require(isPositive(requestTimeout), "requestTimeout must be positive");
            this.requestTimeout = requestTimeout;
            return this;
        }

        /**
         * Sets how long to wait after a failed request: {@code first} (default 100 ms), then twice as long each time up to
         * {@code longest} (default 10 s), between half of that and all of it at random. A {@code Retry-After} of the
         * gateway, up to 5 minutes, replaces the half.
         */
        public Builder backoff(Duration first, Duration longest) {
            require(isPositive(first) && first.compareTo(longest) <= 0, "backoff must be positive and in order");
            this.firstBackoff = first;
            this.longestBackoff = longest;
            return this;
        }

        /**
         * Sets the age at which events are given up instead of being sent again. The default is none: events stay as long
         * as the buffer has room. Weir recognizes an event that is sent again for 24 hours.
         */
        public Builder maxAge(Duration maxAge) {
            require(isPositive(maxAge), "maxAge must be positive");
            this.maxAge = maxAge;
            return this;
        }

        /** Sets how long {@link WeirClient#close()} waits for the gateway. The default is 10 s. */
        public Builder closeTimeout(Duration closeTimeout) {
            require(!closeTimeout.isNegative(), "closeTimeout must not be negative");
            this.closeTimeout = closeTimeout;
            return this;
        }

        /** Sets the client that sends the requests, for a proxy or certificates of your own. */
        public Builder httpClient(HttpClient httpClient) {
            this.httpClient = httpClient;
            return this;
        }

        /** Builds the client and starts its threads. */
        public WeirClient build() {
            WeirClient client = new WeirClient(this);
            client.threads.forEach(Thread::start);
            return client;
        }

        private static boolean isPositive(Duration duration) {
            return duration.compareTo(Duration.ZERO) > 0;
        }

        private static void require(boolean condition, String message) {
            if (!condition) {
                throw new IllegalArgumentException(message);
            }
        }
    }
}
