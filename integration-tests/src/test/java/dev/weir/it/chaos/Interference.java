package dev.weir.it.chaos;

import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;

/** What a {@link FaultyProxy} does to requests and answers beyond passing them on. Threads share it. */
sealed interface Interference {
    Interference NONE = new None();

    /** Which requests it is done to. */
    enum Requests {
        EVENTS("POST /events"),
        /** With the statement in the body, or in the URL. */
        INSERTS("INSERT[ +]INTO");

        private final Pattern mark;

        Requests(String mark) {
            this.mark = Pattern.compile(mark);
        }

        /** @param request its first bytes */
        boolean include(String request) {
            return mark.matcher(request).find();
        }
    }

    record None() implements Interference {}

    /** The request is carried out; instead of its answer the client sees the connection end. */
    record DropAnswers(Requests requests) implements Interference {}

    /** Every answer comes later. */
    record DelayAnswers(Requests requests, Duration by) implements Interference {}

    /** About every second time the server sees the connection end within the request. */
    record CutRequests(Requests requests, Random random) implements Interference {
        boolean chance() {
            return random.nextBoolean();
        }
    }

    /** About every tenth time the client is told that its events are durable, and the server is told nothing. */
    record Lie(Requests requests, Random random) implements Interference {
        boolean chance() {
            return random.nextInt(10) == 0;
        }
    }
}
