// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.metric;

import dev.weir.event.Event;
import dev.weir.job.aggregate.LocalSums;
import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.time.EpochDay;
import dev.weir.metric.EventMeasurer;
import dev.weir.metric.MetricDefinition;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Measures events by all definitions, and sums what was measured by definition, minute and groups. */
public final class MetricSums implements LocalSums<ReceivedEvent, MetricChange> {
    private static final long serialVersionUID = 1L;

    private static final long MINUTE_MILLIS = TimeUnit.MINUTES.toMillis(1);

    /** The characters of groups that count as one more sum, so that long groups do not fill the heap. */
    private static final int CHARACTERS_OF_A_SUM = 256;

    private static final ReceivedEvent NONE = new ReceivedEvent(0, 0, 0, Event.of("", "", 0, ""));

    private final List<MetricDefinition> definitions;

    private transient @Nullable Measuring measuring;

    public MetricSums(List<MetricDefinition> definitions) {
        this.definitions = List.copyOf(definitions);
    }

    @Override
    public void add(ReceivedEvent received) {
        if (!definitions.isEmpty()) {
            measuring().add(received);
        }
    }

    /** In sums of usual size. */
    @Override
    public int size() {
        return measuring == null ? 0 : measuring.size();
    }

    @Override
    public void drainTo(Consumer<MetricChange> out) {
        measuring().drainTo(out);
    }

    private Measuring measuring() {
        Measuring current = measuring;
        if (current == null) {
            current = new Measuring(definitions);
            measuring = current;
        }
        return current;
    }

    private record SumKey(long definition, long minute, String groups, String member) {}

    private record SkipKey(long definition, int day) {}

    /** The sums of a subtask. */
    private static final class Measuring implements EventMeasurer.Receiver {
        private final EventMeasurer measurer;
        private final Map<MetricDefinition, Long> ids = new HashMap<>();
        private final Map<SumKey, Measured> sums = new HashMap<>();
        private final Map<SkipKey, long[]> skipped = new HashMap<>();
        private long characters;
        private ReceivedEvent current = NONE;

        Measuring(List<MetricDefinition> definitions) {
            measurer = new EventMeasurer(definitions);
            definitions.forEach(definition -> ids.put(definition, definition.id()));
        }

        void add(ReceivedEvent received) {
            current = received;
            measurer.measure(received.event(), this);
            current = NONE;
        }

        @Override
        public void measured(
                MetricDefinition definition, String[] groups, @Nullable BigDecimal number, @Nullable String member) {
            long timestamp = current.event().timestamp();
            SumKey key = new SumKey(
                    id(definition),
                    Math.floorDiv(timestamp, MINUTE_MILLIS),
                    Groups.encode(groups),
                    member == null ? "" : Members.key(member));
            Measured sum = sums.get(key);
            if (sum == null) {
                sum = new Measured();
                sums.put(key, sum);
                characters += key.groups().length() + key.member().length();
            }
            if (number == null) {
                sum.add();
            } else {
                sum.add(number, timestamp, current.offset(), current.partition(), definition.buckets());
            }
        }

        @Override
        public void skipped(MetricDefinition definition) {
            SkipKey key =
                    new SkipKey(id(definition), EpochDay.of(current.event().timestamp()));
            skipped.computeIfAbsent(key, any -> new long[1])[0]++;
        }

        private long id(MetricDefinition definition) {
            return Objects.requireNonNull(ids.get(definition));
        }

        int size() {
            return sums.size() + skipped.size() + (int) (characters / CHARACTERS_OF_A_SUM);
        }

        void drainTo(Consumer<MetricChange> out) {
            sums.forEach((key, sum) ->
                    out.accept(MetricChange.measured(key.definition(), key.minute(), key.groups(), key.member(), sum)));
            skipped.forEach((key, events) -> out.accept(MetricChange.skipped(key.definition(), key.day(), events[0])));
            sums.clear();
            skipped.clear();
            characters = 0;
        }
    }
}
