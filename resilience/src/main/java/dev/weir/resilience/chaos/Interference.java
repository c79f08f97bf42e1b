// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;

/** A change that a {@link FaultyProxy} makes to requests and responses. Thread-safe. */
sealed interface Interference {
    Interference NONE = new None();

    /** The requests that are affected. */
    enum Requests {
        EVENTS("POST /events"),
        /** Matches a statement in the body or in the URL. */
        INSERTS("INSERT[ +]INTO");

        private final Pattern mark;

        Requests(String mark) {
            this.mark = Pattern.compile(mark);
        }

        /** @param request the first bytes of the request */
        boolean include(String request) {
            return mark.matcher(request).find();
        }
    }

    record None() implements Interference {}

    /** The server handles the request, but the connection is closed before the response reaches the client. */
    record DropAnswers(Requests requests) implements Interference {}

    /** Every response is delayed. */
    record DelayAnswers(Requests requests, Duration by) implements Interference {}

    /** About half of the requests are cut off: the server sees the connection end within the request. */
    record CutRequests(Requests requests, Random random) implements Interference {
        boolean chance() {
            return random.nextBoolean();
        }
    }

    /** About a tenth of the requests are acknowledged to the client and never reach the server. */
    record Lie(Requests requests, Random random) implements Interference {
        boolean chance() {
            return random.nextInt(10) == 0;
        }
    }
}
