// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.source;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.flink.core.testutils.ManuallyTriggeredScheduledExecutorService;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Fake brokers with given partition beginnings and ends. The test triggers each poll and sets its time. */
final class FakeBrokers extends Clock {
    private record Extent(long beginning, long end) {}

    private final Map<TopicPartition, Extent> log = new HashMap<>();
    private final ManuallyTriggeredScheduledExecutorService executor = new ManuallyTriggeredScheduledExecutorService();

    private long now;
    private boolean away;
    private boolean closed;

    FakeBrokers(long now) {
        this.now = now;
    }

    LogEndPoller poller(Runnable onResponse) {
        Admin admin = (Admin) Proxy.newProxyInstance(
                Admin.class.getClassLoader(),
                new Class<?>[] {Admin.class},
                (proxy, method, args) -> call(method, args));
        return new LogEndPoller(admin, executor, this, Duration.ofMillis(200), onResponse);
    }

    void partition(TopicPartition partition, long beginning, long end) {
        log.put(partition, new Extent(beginning, end));
    }

    /** From now on, requests fail. */
    void stopResponding() {
        away = true;
    }

    void pollAt(long time) {
        now = time;
        executor.triggerPeriodicScheduledTasks();
    }

    boolean isClosed() {
        return closed && executor.isTerminated();
    }

    private @Nullable Object call(Method method, Object[] args) {
        return switch (method.getName()) {
            case "listOffsets" -> offsets((Map<?, ?>) args[0]);
            case "close" -> {
                closed = true;
                yield null;
            }
            default -> throw new UnsupportedOperationException(method.toString());
        };
    }

    private ListOffsetsResult offsets(Map<?, ?> asked) {
        return new ListOffsetsResult(asked.entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> (TopicPartition) entry.getKey(), entry -> bounds(entry.getKey(), entry.getValue()))));
    }

    private KafkaFuture<ListOffsetsResultInfo> bounds(Object partition, Object spec) {
        Extent extent = log.get((TopicPartition) partition);
        if (away || extent == null) {
            return KafkaFuture.completedFuture(true).thenApply(any -> {
                throw new TimeoutException("nobody is there");
            });
        }
        long offset = spec instanceof OffsetSpec.EarliestSpec ? extent.beginning() : extent.end();
        return KafkaFuture.completedFuture(new ListOffsetsResultInfo(offset, now, Optional.empty()));
    }

    @Override
    public long millis() {
        return now;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(now);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
