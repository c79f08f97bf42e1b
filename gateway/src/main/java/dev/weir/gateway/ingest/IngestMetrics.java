// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import dev.weir.event.ErrorCode;
import dev.weir.http.Body;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/**
 * Counts events.
 *
 * <p>Invariant while no request is in flight: {@code received = accepted + rejected + failed}. {@code rejected} is the
 * sum over its codes. A body that cannot be read counts as one malformed event. {@code failed} events got a 503. Dry
 * runs are not counted, nor are requests that are refused before their events are parsed.
 */
public final class IngestMetrics {
    private final Counter received;
    private final Counter accepted;
    private final Counter failed;
    private final DistributionSummary batch;
    private final DistributionSummary receivedBody;
    private final DistributionSummary decompressedBody;
    private final Map<ErrorCode, Counter> rejected = new EnumMap<>(ErrorCode.class);

    public IngestMetrics(MeterRegistry registry) {
        received = Counter.builder("weir.events.received")
                .description("Events in the requests that were parsed")
                .register(registry);
        accepted = Counter.builder("weir.events.accepted")
                .description("Events acknowledged by Kafka and reported as accepted")
                .register(registry);
        failed = Counter.builder("weir.events.failed")
                .description("Valid events in requests that failed with 503; some may be durable")
                .register(registry);
        batch = DistributionSummary.builder("weir.ingest.batch")
                .description("Events per request that are written to the log")
                .baseUnit("events")
                .serviceLevelObjectives(1, 10, 100, 1_000)
                .register(registry);
        receivedBody = body(registry, "received", "Size of request bodies as sent");
        decompressedBody = body(registry, "decompressed", "Size of request bodies after decompression");
        for (ErrorCode code : ErrorCode.values()) {
            rejected.put(
                    code,
                    Counter.builder("weir.events.rejected")
                            .description("Rejected events, by code")
                            .tag("code", code.code())
                            .register(registry));
        }
    }

    private static DistributionSummary body(MeterRegistry registry, String form, String description) {
        return DistributionSummary.builder("weir.ingest.body." + form)
                .description(description)
                .baseUnit("bytes")
                .register(registry);
    }

    public void body(Body body) {
        receivedBody.record(body.receivedBytes());
        decompressedBody.record(body.length());
    }

    void batch(int events) {
        batch.record(events);
    }

    public void received(int events) {
        received.increment(events);
    }

    void accepted(int events) {
        accepted.increment(events);
    }

    public void rejected(ErrorCode code) {
        Counter counter = rejected.get(code);
        if (counter != null) {
            counter.increment();
        }
    }

    void failed(int events) {
        failed.increment(events);
    }
}
