// SPDX-License-Identifier: Apache-2.0
package dev.weir.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.client.FakeGateway.Reply;
import dev.weir.client.FakeGateway.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever the gateway answers, each tracked event is accepted or reported, exactly once. */
class AccountsPropertyTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Property(tries = 60)
    void eachEventIsAcceptedOrReportedOnce(
            @ForAll @IntRange(min = 1, max = 200) int events,
            @ForAll @IntRange(min = 1, max = 40) int batchEvents,
            @ForAll @IntRange(min = 1, max = 4) int requestsInFlight,
            @ForAll boolean closedEarly,
            @ForAll Random random)
            throws IOException {
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        RecordingListener listener = new RecordingListener();
        try (FakeGateway gateway = new FakeGateway()) {
            gateway.answer(request -> anything(request, random, acknowledged));
            WeirClient client = gateway.client()
                    .batchEvents(batchEvents)
                    .requestsInFlight(requestsInFlight)
                    .linger(Duration.ofMillis(1))
                    .listener(listener)
                    .build();
            Set<String> tracked = new HashSet<>();
            for (int i = 0; i < events; i++) {
                assertThat(client.track(
                                Event.builder("ada", "login").eventId("e-" + i).build()))
                        .isTrue();
                tracked.add("e-" + i);
            }
            List<FailedEvent> left = client.close(closedEarly ? Duration.ofMillis(2) : PATIENCE);

            ClientMetrics metrics = client.metrics();
            List<String> failed =
                    listener.failed().stream().map(FailedEvent::eventId).toList();
            assertThat(failed).doesNotHaveDuplicates();
            assertThat(listener.failed()).containsAll(left);
            Set<String> accepted = new HashSet<>(tracked);
            failed.forEach(accepted::remove);
            assertThat(acknowledged).containsAll(accepted);
            assertThat(metrics.tracked()).isEqualTo(events);
            assertThat(metrics.accepted()).isEqualTo(accepted.size());
            assertThat(metrics.notDelivered()).isEqualTo(left.size());
            assertThat(metrics.rejected()).isEqualTo(failed.size() - left.size());
            assertThat(metrics.queued()).isZero();
            assertThat(metrics.queuedBytes()).isZero();
            if (!closedEarly) {
                assertThat(left).isEmpty();
            }
        }
    }

    private static synchronized Reply anything(Request request, Random random, Set<String> acknowledged) {
        return switch (random.nextInt(10)) {
            case 0 -> Reply.error(503, "kafka_unavailable");
            case 1 -> Reply.error(429, "rate_limited");
            case 2 -> Reply.of(502, "<html>Bad gateway</html>");
            case 3 -> Reply.of(0, "");
            case 4 -> request.events().size() > 1 ? Reply.of(413, "") : Reply.error(500, "internal_error");
            case 5 -> Reply.error(403, "forbidden_address");
            default -> {
                List<Integer> rejected = IntStream.range(0, request.events().size())
                        .filter(index -> random.nextInt(8) == 0)
                        .boxed()
                        .toList();
                List<String> ids = request.ids();
                IntStream.range(0, ids.size())
                        .filter(index -> !rejected.contains(index))
                        .forEach(index -> acknowledged.add(ids.get(index)));
                yield Reply.rejecting(request, rejected);
            }
        };
    }
}
