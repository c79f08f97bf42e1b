// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.metric;

import dev.weir.job.ledger.Account;
import dev.weir.job.ledger.KeyedLedgerFunction;
import dev.weir.job.metric.MetricRow.FilledDay;
import dev.weir.job.metric.MetricRow.Interval;
import dev.weir.job.metric.MetricRow.Member;
import dev.weir.job.metric.MetricRow.Skipped;
import dev.weir.job.time.EpochDay;
import dev.weir.job.time.StateRetention;
import dev.weir.metric.Aggregate;
import dev.weir.metric.MetricDefinition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the totals of each metric by minute, hour and day. Emits those that have changed with each watermark. Keyed by
 * definition and day, so that one subtask sees all groups of a metric's day and can limit them.
 *
 * <p>After a restore, totals are held back until every event received before the restore has been read again. Otherwise
 * a row could replace an earlier one that has the same number of events, but others: counts are the same whichever
 * events they come from, and sums are not.
 */
public final class MetricsFunction extends KeyedLedgerFunction<Tuple2<Long, Integer>, MetricChange, MetricRow> {
    private static final long serialVersionUID = 1L;

    /** The groups of a metric on a day. Events of further groups are counted as one group. */
    public static final int MAX_GROUPS = 100_000;

    /** In all subtasks together; usually 300 bytes each. */
    private static final int CACHED_TOTALS = 1 << 17;

    private static final int QUARTER = 15;
    private static final int MINUTES_OF_A_DAY = Interval.DAY.minutes();
    private static final char[] NEVER = {};

    private final List<MetricDefinition> definitions;
    private final StateRetention retention;
    private final int maxGroups;
    private final int cachedTotals;

    private transient Map<Long, MetricDefinition> byId;
    private transient MapState<String, byte[]> totals;
    private transient GroupTotals.Entries entries;
    private transient MapState<String, char[]> minutesByMember;
    private transient ValueState<Integer> groupCount;
    private transient ValueState<Long> skipped;
    private transient ValueState<Boolean> hasPastToCome;

    /** The keys of the entries of {@link #totals} with totals that were not emitted yet. */
    private transient MapState<String, Boolean> heldBack;

    private transient Counter overLimit;
    private transient GroupCache cached;
    private long heldBackUntil = Long.MIN_VALUE;
    private boolean isHolding;

    /** The days with a timer at the end of the holding. */
    private transient Set<Tuple2<Long, Integer>> heldBackDays;

    /** The totals in the state of the current key. */
    private final class StateEntries implements GroupTotals.Entries {
        @Override
        public byte @Nullable [] get(String key) throws Exception {
            return totals.get(key);
        }

        @Override
        public void put(String key, byte[] entry) throws Exception {
            totals.put(key, entry);
        }

        @Override
        public void markUnsent(String key) throws Exception {
            heldBack.put(key, true);
        }
    }

    public MetricsFunction(List<MetricDefinition> definitions, StateRetention retention) {
        this(definitions, retention, MAX_GROUPS, CACHED_TOTALS);
    }

    /** @param cachedTotals in all subtasks together */
    MetricsFunction(List<MetricDefinition> definitions, StateRetention retention, int maxGroups, int cachedTotals) {
        this.definitions = List.copyOf(definitions);
        this.retention = retention;
        this.maxGroups = maxGroups;
        this.cachedTotals = cachedTotals;
    }

    /** The key of a change. */
    public static Tuple2<Long, Integer> keyOf(MetricChange change) {
        return Tuple2.of(change.definition(), change.day());
    }

    /** Everything that was emitted before the restore comes from events received before this time. */
    @Override
    protected void restoredAt(long now) {
        heldBackUntil = now;
        isHolding = true;
    }

    /** While totals are held back, the tables are not as fresh as a watermark would say. */
    @Override
    protected boolean passesOn(long watermark) {
        isHolding = watermark < heldBackUntil;
        return !isHolding;
    }

    @Override
    public void open(OpenContext context) {
        byId = new HashMap<>();
        cached = new GroupCache(cachedTotals / getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks());
        definitions.forEach(definition -> byId.put(definition.id(), definition));
        totals = getRuntimeContext()
                .getMapState(new MapStateDescriptor<>(
                        "totals", Types.STRING, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        entries = new StateEntries();
        heldBackDays = new HashSet<>();
        minutesByMember = getRuntimeContext()
                .getMapState(new MapStateDescriptor<>(
                        "members", Types.STRING, PrimitiveArrayTypeInfo.CHAR_PRIMITIVE_ARRAY_TYPE_INFO));
        groupCount = getRuntimeContext().getState(new ValueStateDescriptor<>("groups", Types.INT));
        skipped = getRuntimeContext().getState(new ValueStateDescriptor<>("skipped", Types.LONG));
        hasPastToCome = getRuntimeContext().getState(new ValueStateDescriptor<>("past-to-come", Types.BOOLEAN));
        heldBack = getRuntimeContext().getMapState(new MapStateDescriptor<>("held-back", Types.STRING, Types.BOOLEAN));
        overLimit =
                getRuntimeContext().getMetricGroup().addGroup("weir").counter("metric_events_over_group_limit_total");
    }

    @Override
    public void processElement(MetricChange change, Context context, Collector<MetricRow> out) throws Exception {
        switch (change.kind()) {
            case MEASURED -> measure(change, context, out);
            case SKIPPED -> skip(change, context);
            case PAST_BEGINS -> hasPastToCome.update(true);
            case PAST_IS_COMPLETE -> {
                hasPastToCome.clear();
                // Of a day that is closed, the state is dropped with the next watermark.
                context.timerService().registerEventTimeTimer(retention.expiry(change.day()));
                context.output(
                        MetricRow.FILLED,
                        new FilledDay(
                                change.definition(),
                                change.day(),
                                context.timerService().currentProcessingTime()));
            }
        }
    }

    private void measure(MetricChange change, Context context, Collector<MetricRow> out) throws Exception {
        MetricDefinition definition = Objects.requireNonNull(byId.get(change.definition()), "a measured definition");
        Tuple2<Long, Integer> day = context.getCurrentKey();
        makeRoom(day, out);
        GroupTotals group = admittedGroup(day, change, definition, context);
        if (isHolding && heldBackDays.add(day)) {
            context.timerService().registerEventTimeTimer(heldBackUntil);
        }
        int minuteOfDay = minuteOfDay(change);
        int totalsBefore = group.size();
        Total hour = group.hour(minuteOfDay, entries);
        Total minute = group.minute(minuteOfDay, hour, entries);
        cached.grow(group.size() - totalsBefore);
        List<Total> changed = List.of(group.day(), hour, minute);
        if (definition.aggregate() == Aggregate.UNIQUE) {
            addMember(change, minuteOfDay, group, changed, context);
        } else {
            for (Total total : changed) {
                toChange(total).merge(change.measured());
            }
        }
    }

    /** The totals of the change's groups, or of all further groups if the day has too many already. */
    private GroupTotals admittedGroup(
            Tuple2<Long, Integer> day, MetricChange change, MetricDefinition definition, Context context)
            throws Exception {
        GroupTotals known = find(day, change.groups());
        if (known != null) {
            return known;
        }
        Integer count = groupCount.value();
        if (count != null && count >= maxGroups && !definition.by().isEmpty()) {
            overLimit.inc(change.measured().events());
            String other = Groups.other(definition.by().size());
            GroupTotals others = find(day, other);
            return others == null ? create(day, other, change) : others;
        }
        groupCount.update(count == null ? 1 : count + 1);
        if (count == null) {
            context.timerService().registerEventTimeTimer(retention.expiry(day.f1));
        }
        return create(day, change.groups(), change);
    }

    /** Returns null if there are no such totals yet. */
    private @Nullable GroupTotals find(Tuple2<Long, Integer> day, String groups) throws Exception {
        GroupTotals group = cached.get(day, groups);
        if (group == null) {
            group = GroupTotals.load(day.f0, firstMinuteOf(day), groups, entries);
            if (group != null) {
                cached.put(day, group);
                addUnsent(group);
            }
        }
        return group;
    }

    private GroupTotals create(Tuple2<Long, Integer> day, String groups, MetricChange first) {
        GroupTotals created = GroupTotals.created(day.f0, firstMinuteOf(day), groups, minuteOfDay(first));
        cached.put(day, created);
        return created;
    }

    private void addUnsent(GroupTotals group) {
        group.unsent().forEach(cached::addUnsent);
    }

    /** What the total has measured, which will change. */
    private Measured toChange(Total total) {
        total.owner().markUnsaved();
        total.markChanged();
        cached.addUnsent(total);
        return total.measured();
    }

    private void addMember(
            MetricChange change, int minuteOfDay, GroupTotals group, List<Total> changed, Context context)
            throws Exception {
        String member = group.groups() + Groups.encode(change.member());
        char[] stored = minutesByMember.get(member);
        char[] seen = stored == null ? NEVER : stored;
        long events = change.measured().events();
        for (Total total : changed) {
            boolean isNew = !Members.anyIn(seen, total.start(), total.interval().minutes());
            toChange(total).addUnique(events, isNew ? 1 : 0);
        }
        if (!Members.anyIn(seen, minuteOfDay, 1)) {
            minutesByMember.put(member, Members.plus(seen, minuteOfDay));
        }
        int quarter = minuteOfDay / QUARTER * QUARTER;
        if (!Members.anyIn(seen, quarter, QUARTER)) {
            context.output(
                    MetricRow.MEMBERS,
                    new Member(change.definition(), group.dayStart() + quarter, group.groups(), change.member()));
        }
    }

    /** Forgets the groups that were not used recently if the cache is full. */
    private void makeRoom(Tuple2<Long, Integer> current, Collector<MetricRow> out) throws Exception {
        if (cached.isFull()) {
            cached.forgetOlder((day, group) -> {
                if (!isHolding) {
                    group.unsent().forEach(total -> emit(total, out::collect));
                }
                save(day, group);
            });
            switchTo(current);
        }
    }

    @Override
    protected void emitKept(Consumer<MetricRow> out) {
        if (!isHolding) {
            cached.sendAll(total -> emit(total, out));
        }
    }

    @Override
    protected void save() throws Exception {
        cached.forEach(this::save);
    }

    private void save(Tuple2<Long, Integer> day, GroupTotals group) throws Exception {
        if (!group.isUnsaved()) {
            return;
        }
        switchTo(day);
        group.save(entries);
    }

    /** Emits a total, and records how many events it has more than in the row before. */
    private void emit(Total total, Consumer<MetricRow> out) {
        if (total.interval() == Interval.DAY) {
            long moreEvents = total.measured().events() - total.sentEvents();
            count(
                    Account.METRIC_EVENTS,
                    EpochDay.of(TimeUnit.MINUTES.toMillis(total.owner().dayStart())),
                    moreEvents);
        }
        out.accept(total.row());
        total.markSent();
        // The state may have it as not emitted.
        total.owner().markUnsaved();
    }

    private void skip(MetricChange change, Context context) throws Exception {
        Long before = skipped.value();
        long total = (before == null ? 0 : before) + change.skipped();
        skipped.update(total);
        if (before == null) {
            context.timerService().registerEventTimeTimer(retention.expiry(change.day()));
        }
        context.output(MetricRow.SKIPPED, new Skipped(change.definition(), change.day(), total));
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<MetricRow> out) throws Exception {
        int day = context.getCurrentKey().f1;
        emitHeldBack(context.getCurrentKey(), out);
        long expiry = retention.expiry(day);
        if (hasPastToCome.value() != null) {
            // Past events are added to these totals. Their end registers the next timer.
            return;
        }
        if (timestamp >= expiry) {
            cached.remove(context.getCurrentKey());
            totals.clear();
            minutesByMember.clear();
            groupCount.clear();
            skipped.clear();
        } else {
            // Needed if the timer was registered under an earlier, smaller lateness.
            context.timerService().registerEventTimeTimer(expiry);
        }
    }

    /**
     * Emits the totals that are held back in the state. No timer fires while totals are held back, because timers
     * follow the watermarks.
     */
    private void emitHeldBack(Tuple2<Long, Integer> day, Collector<MetricRow> out) throws Exception {
        heldBackDays.clear();
        if (heldBack.isEmpty()) {
            return;
        }
        for (String entry : heldBack.keys()) {
            makeRoom(day, out);
            GroupTotals group = Objects.requireNonNull(find(day, GroupTotals.groupsOf(entry)), "a group in the state");
            int totalsBefore = group.size();
            group.load(entry, entries);
            cached.grow(group.size() - totalsBefore);
            addUnsent(group);
        }
        heldBack.clear();
        emitKept(out::collect);
    }

    private static int minuteOfDay(MetricChange change) {
        return (int) Math.floorMod(change.minute(), (long) MINUTES_OF_A_DAY);
    }

    private static long firstMinuteOf(Tuple2<Long, Integer> day) {
        return TimeUnit.MILLISECONDS.toMinutes(EpochDay.start(day.f1));
    }
}
