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
import java.util.IdentityHashMap;
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

    /** The hash code is computed once, because every event of a definition looks up such a key. */
    private static final class SumKey {
        private final long minute;
        private final String groups;
        private final String member;
        private final int hash;

        SumKey(long minute, String groups, String member) {
            this.minute = minute;
            this.groups = groups;
            this.member = member;
            this.hash = 31 * (31 * groups.hashCode() + member.hashCode()) + Long.hashCode(minute);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof SumKey key
                    && hash == key.hash
                    && minute == key.minute
                    && groups.equals(key.groups)
                    && member.equals(key.member);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** The sums of a definition. */
    private static final class DefinitionSums {
        private final long id;
        private final Map<SumKey, Measured> sums = new HashMap<>();
        private final Map<Integer, Long> skippedByDay = new HashMap<>();

        DefinitionSums(MetricDefinition definition) {
            this.id = definition.id();
        }

        void drainTo(Consumer<MetricChange> out) {
            sums.forEach((key, sum) -> out.accept(MetricChange.measured(id, key.minute, key.groups, key.member, sum)));
            skippedByDay.forEach((day, events) -> out.accept(MetricChange.skipped(id, day, events)));
            sums.clear();
            skippedByDay.clear();
        }
    }

    /** The sums of a subtask. */
    private static final class Measuring implements EventMeasurer.Receiver {
        private final EventMeasurer measurer;
        private final IdentityHashMap<MetricDefinition, DefinitionSums> byDefinition = new IdentityHashMap<>();
        private int sums;
        private long characters;
        private ReceivedEvent current = NONE;

        Measuring(List<MetricDefinition> definitions) {
            measurer = new EventMeasurer(definitions);
            definitions.forEach(definition -> byDefinition.put(definition, new DefinitionSums(definition)));
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
                    Math.floorDiv(timestamp, MINUTE_MILLIS),
                    Groups.encode(groups),
                    member == null ? "" : Members.key(member));
            Map<SumKey, Measured> sumsOfDefinition = of(definition).sums;
            Measured sum = sumsOfDefinition.get(key);
            if (sum == null) {
                sum = new Measured();
                sumsOfDefinition.put(key, sum);
                sums++;
                characters += key.groups.length() + key.member.length();
            }
            if (number == null) {
                sum.add();
            } else {
                sum.add(number, timestamp, current.offset(), current.partition(), definition.buckets());
            }
        }

        @Override
        public void skipped(MetricDefinition definition) {
            int day = EpochDay.of(current.event().timestamp());
            if (of(definition).skippedByDay.merge(day, 1L, Long::sum) == 1) {
                sums++;
            }
        }

        private DefinitionSums of(MetricDefinition definition) {
            return Objects.requireNonNull(byDefinition.get(definition));
        }

        int size() {
            return sums + (int) (characters / CHARACTERS_OF_A_SUM);
        }

        void drainTo(Consumer<MetricChange> out) {
            byDefinition.values().forEach(definition -> definition.drainTo(out));
            sums = 0;
            characters = 0;
        }
    }
}
