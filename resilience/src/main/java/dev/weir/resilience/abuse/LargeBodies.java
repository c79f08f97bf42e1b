// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import dev.weir.resilience.examination.SentTraffic;
import dev.weir.testbed.PostBytes;
import dev.weir.testbed.Sent;
import dev.weir.testbed.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Bodies of the maximum size, of valid events and of junk. Tracks which valid bodies were acknowledged. */
final class LargeBodies {
    private static final int MAX_BODY_BYTES = 5 << 20;
    private static final int EVENTS = 1_000;
    private static final int VALID_BODIES = 4;
    private static final Duration SPAN = Duration.ofHours(1);

    private final List<ValidBody> valid;
    private final Request junk = Request.of(PostBytes.json("x".repeat(MAX_BODY_BYTES)));

    /** @param until the end of the hour that the events are from */
    LargeBodies(Instant until) {
        Traffic traffic = new Traffic("large", 1);
        valid = IntStream.range(0, VALID_BODIES)
                .mapToObj(any -> new ValidBody(traffic.events(EVENTS, 100, 20, until.minus(SPAN), SPAN)))
                .toList();
    }

    /** Valid bodies, sent in turn, each followed by a body of junk. */
    List<Request> requests() {
        return valid.stream().flatMap(body -> List.of(body, junk).stream()).toList();
    }

    /** Events in an acknowledged body must be counted. Events in any other sent body may be counted. */
    SentTraffic account() {
        return new SentTraffic(
                events(valid.stream().filter(body -> body.acknowledged)),
                events(valid.stream().filter(body -> body.sent && !body.acknowledged)),
                List.of());
    }

    private static Set<Sent> events(Stream<ValidBody> bodies) {
        Set<Sent> events = new HashSet<>();
        bodies.forEach(body -> events.addAll(body.events));
        return events;
    }

    private static final class ValidBody implements Request {
        private final List<Sent> events;
        private final byte[] bytes;
        private volatile boolean sent;
        private volatile boolean acknowledged;

        ValidBody(List<Sent> events) {
            this.events = events;
            // The remaining 250 bytes hold the event without padding, commas and brackets.
            String padding = "x".repeat(MAX_BODY_BYTES / EVENTS - 250);
            bytes = PostBytes.json(events.stream()
                    .map(event -> padded(event.json(), padding))
                    .collect(Collectors.joining(",", "[", "]")));
        }

        @Override
        public byte[] bytes() {
            return bytes;
        }

        @Override
        public void sent() {
            sent = true;
        }

        @Override
        public void answered(ResponseParser.Response response) {
            acknowledged |= response.status() == 200;
        }

        private static String padded(String json, String padding) {
            return json.substring(0, json.length() - 1) + ",\"properties\":{\"padding\":\"" + padding + "\"}}";
        }
    }
}
