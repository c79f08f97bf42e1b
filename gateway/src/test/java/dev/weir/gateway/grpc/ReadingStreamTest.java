// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.EventRules;
import dev.weir.gateway.ingest.CountedPublisher;
import dev.weir.gateway.ingest.InMemoryPublisher;
import dev.weir.gateway.ingest.IngestMetrics;
import dev.weir.gateway.readings.ReadingIngest;
import dev.weir.http.ApiError;
import dev.weir.http.access.Refusal;
import dev.weir.proto.v1.Reading;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests a stream without a socket and without a clock that refills rate limits. */
class ReadingStreamTest {
    private static final Refusal TOO_MANY = new Refusal(ApiError.RATE_LIMITED, "Too many.", Duration.ofSeconds(1));
    private static final Duration IDLE = Duration.ofMinutes(10);

    private final InMemoryPublisher publisher = new InMemoryPublisher(8L << 20);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<ReadingStream> ended = new ArrayList<>();
    private final StreamOfReadings client = new StreamOfReadings();
    private int requests;
    private int mostRequests = Integer.MAX_VALUE;

    private final ReadingStream stream = new ReadingStream(
            new ReadingIngest(
                    new EventRules(Duration.ofDays(30)),
                    new CountedPublisher(publisher, new IngestMetrics(meters)),
                    new IngestMetrics(meters),
                    Clock.systemUTC()),
            this::nextRequest,
            client,
            ended::add);

    private @Nullable Refusal nextRequest() {
        requests++;
        return requests > mostRequests ? TOO_MANY : null;
    }

    private void send(int readings) {
        for (int i = 0; i < readings; i++) {
            client.requested--;
            stream.onNext(Reading.newBuilder()
                    .setServiceName("checkout")
                    .setMetricName("latency")
                    .setValue(1)
                    .build());
        }
    }

    private Status status() {
        return ((StatusRuntimeException) Objects.requireNonNull(client.error)).getStatus();
    }

    @Test
    void aThousandReadingsCountAsOneRequestForTheRateLimit() {
        mostRequests = 2;
        send(3_000);
        assertThat(requests).isEqualTo(2);
        assertThat(client.error).isNull();

        send(1);

        assertThat(status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(status().getDescription()).contains("3000 readings of the stream are durable");
        assertThat(publisher.events()).hasSize(3_000);
        assertThat(ended).containsExactly(stream);
    }

    @Test
    void ignoresReadingsAfterARefusal() {
        mostRequests = 0;
        send(1_200);
        stream.onCompleted();

        assertThat(requests).isEqualTo(1);
        assertThat(publisher.events()).hasSize(1_000);
        assertThat(ended).hasSize(1);
    }

    @Test
    void refusesAfterTheReadingsInFlightAreAcknowledged() {
        mostRequests = 0;
        send(900);
        publisher.keepAcknowledgementsBack();
        send(101);
        assertThat(client.error).isNull();

        publisher.acknowledgeAll();

        assertThat(status().getDescription()).contains("1000 readings");
    }

    @Test
    void requestsUpToAWindowOfReadings() {
        send(2_500);
        assertThat(client.requested).isEqualTo(ReadingStream.WINDOW);

        publisher.keepAcknowledgementsBack();
        send(ReadingStream.WINDOW);
        assertThat(client.requested).isZero();

        publisher.acknowledgeAll();
        assertThat(client.requested).isEqualTo(ReadingStream.WINDOW);
    }

    @Test
    void endsIfNoReadingArrivesInTime() {
        send(3);
        long now = System.nanoTime();
        stream.failIfIdle(now + IDLE.minusMinutes(1).toNanos(), IDLE);
        assertThat(client.error).isNull();

        stream.failIfIdle(now + IDLE.plusMinutes(1).toNanos(), IDLE);

        assertThat(status().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(status().getDescription()).contains("3 readings of the stream are durable");
        assertThat(ended).hasSize(1);
    }

    @Test
    void doesNotTimeOutWhileKafkaIsSlow() {
        publisher.keepAcknowledgementsBack();
        send(1);

        stream.failIfIdle(System.nanoTime() + IDLE.plusMinutes(1).toNanos(), IDLE);

        assertThat(client.error).isNull();
        publisher.acknowledgeAll();
        stream.onCompleted();
        assertThat(Objects.requireNonNull(client.response).getAccepted()).isEqualTo(1);
    }
}
