// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.event.Event;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests what every {@link EventPublisher} guarantees. Subclasses provide the publisher and its log. */
public abstract class EventPublisherContract {
    /** Room for a hundred events of this class, but not for five thousand. */
    protected static final long MAX_IN_FLIGHT_BYTES = 64 * 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private EventPublisher publisher = new InMemoryPublisher(0);

    /** A publisher for an empty log that is available. */
    protected abstract EventPublisher open() throws Exception;

    /** The events in the log, from all partitions. */
    protected abstract List<Event> written() throws Exception;

    /** Makes the log refuse events. */
    protected abstract void breakLog() throws Exception;

    protected abstract void mendLog() throws Exception;

    @BeforeEach
    void openPublisher() throws Exception {
        publisher = open();
        await().atMost(PATIENCE).until(() -> publisher.problem() == null);
    }

    @AfterEach
    void closePublisher() {
        publisher.close(Duration.ofSeconds(5));
    }

    @Test
    void writesEveryEventBeforeAcknowledging() throws Exception {
        List<Event> events = events(100);

        List<PublishOutcome> outcomes = publish(events);

        await().atMost(PATIENCE).until(() -> !outcomes.isEmpty());
        assertThat(outcomes).singleElement().isInstanceOf(PublishOutcome.Durable.class);
        assertThat(written()).containsExactlyInAnyOrderElementsOf(events);
    }

    @Test
    void reportsTheEndOfTheLog() {
        publish(events(100));
        List<PublishOutcome> outcomes = publish(events(7));

        await().atMost(PATIENCE).until(() -> !outcomes.isEmpty());
        assertThat(outcomes).singleElement().satisfies(outcome -> assertThat(nextOffsets(outcome))
                .as("the log of a test is new, and the batches have the same users")
                .isNotEmpty()
                .satisfies(offsets -> assertThat(
                                offsets.stream().mapToLong(Long::longValue).sum())
                        .isEqualTo(107)));
    }

    @Test
    void refusesABatchOverTheLimitInFlightAndAcceptsTheNext() {
        List<PublishOutcome> tooMuch = publish(events(5_000));

        assertThat(tooMuch).containsExactly(PublishOutcome.Refused.QUEUE_FULL);
        List<PublishOutcome> next = publish(events(1));
        await().atMost(PATIENCE).until(() -> !next.isEmpty());
        assertThat(next).singleElement().isInstanceOf(PublishOutcome.Durable.class);
    }

    @Test
    void logsAnOutageOnceAndRecovers() throws Exception {
        breakLog();
        List<PublishOutcome> first = publish(events(10));
        await().atMost(PATIENCE).until(() -> !first.isEmpty());
        assertThat(first).containsExactly(PublishOutcome.Refused.UNAVAILABLE);

        List<PublishOutcome> second = publish(events(10));
        assertThat(second).as("at once, while it is known").containsExactly(PublishOutcome.Refused.UNAVAILABLE);
        assertThat(publisher.problem()).isNotNull();

        mendLog();
        await().atMost(PATIENCE).until(() -> publisher.problem() == null);
        List<PublishOutcome> third = publish(events(10));
        await().atMost(PATIENCE).until(() -> !third.isEmpty());
        assertThat(third).singleElement().isInstanceOf(PublishOutcome.Durable.class);
    }

    @Test
    void refusesEventsAfterClose() {
        publisher.close(Duration.ofSeconds(5));

        List<PublishOutcome> outcomes = publish(events(1));

        await().atMost(PATIENCE).until(() -> !outcomes.isEmpty());
        assertThat(outcomes).containsExactly(PublishOutcome.Refused.UNAVAILABLE);
    }

    private List<PublishOutcome> publish(List<Event> events) {
        List<PublishOutcome> outcomes = new CopyOnWriteArrayList<>();
        publisher.publish(events, System.currentTimeMillis(), outcomes::add);
        return outcomes;
    }

    private static List<Long> nextOffsets(PublishOutcome outcome) {
        return outcome instanceof PublishOutcome.Durable durable && durable.positions() != null
                ? List.copyOf(durable.positions().nextOffsets().values())
                : List.of();
    }

    private static List<Event> events(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Event.of("e" + i, "purchase", i, "user-" + i % 7)
                        .withValue(1.5)
                        .withProperties("{\"a\":1}"))
                .toList();
    }
}
