// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A kind of abuse, from one address. */
public enum Attack {
    SLOW_BODIES("500 bodies at a byte a second"),
    SLOW_HEADERS("500 headers at a byte a second"),
    BOMBS("gzip and zstd bombs"),
    BAD_REQUESTS("10,000 bad requests a second"),
    LARGE_BODIES("50 clients with bodies of 5 MiB"),
    DEAF_READERS("10 clients that never read"),
    CHURN("connections opened and closed"),
    TOGETHER("all of these together");

    private static final int SLOW_CLIENTS = 500;
    private static final int BOMBERS = 16;
    private static final int BAD_CLIENTS = 16;
    private static final int BAD_PIPELINED = 32;
    private static final int BROKEN_CLIENTS = 8;

    /** How many of the 10,000 requests a second cost their connection. */
    private static final int BROKEN_A_SECOND = 200;

    private static final int BAD_A_SECOND = 10_000;
    private static final int LARGE_CLIENTS = 50;
    private static final int DEAF_CLIENTS = 10;
    private static final int DEAF_REQUESTS = 20;
    private static final int FLEETING_CLIENTS = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Bytes that are not HTTP may look like the start of a request. They get no response, so the wait is short. */
    private static final Duration BROKEN_PATIENCE = Duration.ofSeconds(1);

    private static final int HOST = 1;

    private static final byte[] SLOW_BODY = Request.head(
                    "POST /events HTTP/1.1",
                    "Host: localhost",
                    "Content-Type: application/json",
                    "Content-Length: 1000000")
            .bytes();
    private static final byte[] SLOW_HEADER = Request.ascii("POST /events HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");

    private final String title;

    Attack(String title) {
        this.title = title;
    }

    /** The title for the report, such as {@code gzip and zstd bombs}. */
    public String title() {
        return title;
    }

    /** Returns event loops for the caller to start. The attack lasts until they are closed. */
    List<EventLoop> prepare(int port, Ammunition ammunition, AbuseTally tally) {
        return crowds(ammunition, tally)
                .map(crowd -> new EventLoop("abuse-" + title, port, HOST, crowd))
                .toList();
    }

    private Stream<Crowd> crowds(Ammunition ammunition, AbuseTally tally) {
        return switch (this) {
            case SLOW_BODIES -> Stream.of(dripping(SLOW_BODY, tally));
            case SLOW_HEADERS -> Stream.of(dripping(SLOW_HEADER, tally));
            case BOMBS -> Stream.of(asking(BOMBERS, ammunition.bombs(), 1, Pace.unlimited(), PATIENCE, tally));
            case BAD_REQUESTS ->
                Stream.of(
                        asking(
                                BAD_CLIENTS,
                                BadRequests.wellFormed(),
                                BAD_PIPELINED,
                                new Pace(BAD_A_SECOND),
                                PATIENCE,
                                tally),
                        asking(
                                BROKEN_CLIENTS,
                                BadRequests.broken(),
                                1,
                                new Pace(BROKEN_A_SECOND),
                                BROKEN_PATIENCE,
                                tally));
            case LARGE_BODIES ->
                Stream.of(asking(
                        LARGE_CLIENTS, ammunition.largeBodies().requests(), 1, Pace.unlimited(), PATIENCE, tally));
            case DEAF_READERS -> Stream.of(deaf(tally));
            case CHURN -> {
                AtomicLong number = new AtomicLong();
                yield Stream.of(Crowd.restless(
                        FLEETING_CLIENTS, () -> new FleetingConnection(number.getAndIncrement(), tally)));
            }
            case TOGETHER ->
                Stream.of(values())
                        .filter(other -> other != TOGETHER)
                        .flatMap(other -> other.crowds(ammunition, tally));
        };
    }

    private static Crowd dripping(byte[] beginning, AbuseTally tally) {
        return new Crowd(SLOW_CLIENTS, () -> new DrippingConnection(beginning, tally));
    }

    private static Crowd asking(
            int clients, List<Request> requests, int pipelined, Pace pace, Duration patience, AbuseTally tally) {
        Supplier<Request> next = inTurn(requests);
        return new Crowd(clients, () -> new AskingConnection(next, pipelined, pace, patience, tally));
    }

    private static Crowd deaf(AbuseTally tally) {
        String some = new String(Request.get("/metrics").bytes(), StandardCharsets.ISO_8859_1)
                + new String(Request.get("/nothing").bytes(), StandardCharsets.ISO_8859_1);
        byte[] many = Request.ascii(some.repeat(DEAF_REQUESTS / 2));
        return new Crowd(DEAF_CLIENTS, () -> new DeafConnection(many, DEAF_REQUESTS, tally));
    }

    private static Supplier<Request> inTurn(List<Request> requests) {
        Iterator<Request> endless =
                Stream.generate(() -> requests).flatMap(List::stream).iterator();
        return endless::next;
    }
}
