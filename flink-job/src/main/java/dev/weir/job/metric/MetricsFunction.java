// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.metric;

import dev.weir.job.ledger.Account;
import dev.weir.job.ledger.KeyedLedgerFunction;
import dev.weir.job.metric.CachedTotals.Total;
import dev.weir.job.metric.MetricRow.FilledDay;
import dev.weir.job.metric.MetricRow.Interval;
import dev.weir.job.metric.MetricRow.Member;
import dev.weir.job.metric.MetricRow.Skipped;
import dev.weir.job.time.EpochDay;
import dev.weir.job.time.StateRetention;
import dev.weir.metric.Aggregate;
import dev.weir.metric.MetricDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /** In all subtasks together; usually 600 bytes each. */
    private static final int CACHED_TOTALS = 1 << 16;

    private static final int QUARTER = 15;
    private static final int MINUTES_OF_A_DAY = Interval.DAY.minutes();
    private static final char[] NEVER = {};

    private final List<MetricDefinition> definitions;
    private final StateRetention retention;
    private final int maxGroups;
    private final int cachedTotals;

    private transient Map<Long, MetricDefinition> byId;
    private transient MapState<String, byte[]> totals;
    private transient MapState<String, char[]> minutesByMember;
    private transient ValueState<Integer> groupCount;
    private transient ValueState<Long> skipped;
    private transient ValueState<Boolean> hasPastToCome;

    /** Totals that were not emitted yet, with the number of events of the last one emitted. */
    private transient MapState<String, Long> heldBack;

    private transient Counter overLimit;
    private transient CachedTotals cached;
    private long heldBackUntil = Long.MIN_VALUE;
    private boolean isHolding;

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
        cached = new CachedTotals(
                cachedTotals / getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks());
        definitions.forEach(definition -> byId.put(definition.id(), definition));
        totals = getRuntimeContext()
                .getMapState(new MapStateDescriptor<>(
                        "totals", Types.STRING, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        minutesByMember = getRuntimeContext()
                .getMapState(new MapStateDescriptor<>(
                        "members", Types.STRING, PrimitiveArrayTypeInfo.CHAR_PRIMITIVE_ARRAY_TYPE_INFO));
        groupCount = getRuntimeContext().getState(new ValueStateDescriptor<>("groups", Types.INT));
        skipped = getRuntimeContext().getState(new ValueStateDescriptor<>("skipped", Types.LONG));
        hasPastToCome = getRuntimeContext().getState(new ValueStateDescriptor<>("past-to-come", Types.BOOLEAN));
        heldBack = getRuntimeContext().getMapState(new MapStateDescriptor<>("held-back", Types.STRING, Types.LONG));
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
        Measured measured = Measured.decode(change.measured());
        makeRoom(keyOf(change), out);
        Total day = admittedDay(change, definition, measured.events(), context);
        Total hour = total(change, Interval.HOUR, day.groups, day);
        Total minute = total(change, Interval.MINUTE, day.groups, hour);
        if (isHolding) {
            context.timerService().registerEventTimeTimer(heldBackUntil);
        }
        if (definition.aggregate() == Aggregate.UNIQUE) {
            addMember(change, List.of(day, hour, minute), measured.events(), context);
        } else {
            cached.add(day, measured);
            cached.add(hour, measured);
            cached.add(minute, measured);
        }
    }

    /** The total of the day for the groups, or for all further groups if the day has too many already. */
    private Total admittedDay(MetricChange change, MetricDefinition definition, long events, Context context)
            throws Exception {
        Total day = find(change, Interval.DAY, change.groups(), null);
        if (day == null && !definition.by().isEmpty()) {
            Integer known = groupCount.value();
            if (known != null && known >= maxGroups) {
                overLimit.inc(events);
                return total(change, Interval.DAY, Groups.other(definition.by().size()), null);
            }
            groupCount.update(known == null ? 1 : known + 1);
        }
        if (day == null) {
            context.timerService().registerEventTimeTimer(retention.expiry(change.day()));
            day = create(change, Interval.DAY, change.groups());
        }
        return day;
    }

    private Total total(MetricChange change, Interval interval, String groups, @Nullable Total longer)
            throws Exception {
        Total found = find(change, interval, groups, longer);
        return found == null ? create(change, interval, groups) : found;
    }

    /**
     * Returns null if there is no such total yet.
     *
     * @param longer the total of the next longer interval. If it is new in the cache, then so is every total within it
     */
    private @Nullable Total find(MetricChange change, Interval interval, String groups, @Nullable Total longer)
            throws Exception {
        String key = totalKey(change, interval, groups);
        Total total = cached.get(keyOf(change), key);
        if (total != null || longer != null && longer.isNew()) {
            return total;
        }
        byte[] stored = totals.get(key);
        if (stored == null) {
            return null;
        }
        Long sentEvents = isHolding ? heldBack.get(key) : null;
        Total loaded = Total.stored(
                change.definition(),
                interval,
                interval.startOf(change.minute()),
                groups,
                Measured.decode(stored),
                sentEvents);
        cached.put(keyOf(change), key, loaded);
        return loaded;
    }

    private Total create(MetricChange change, Interval interval, String groups) {
        Total created = Total.created(change.definition(), interval, interval.startOf(change.minute()), groups);
        cached.put(keyOf(change), totalKey(change, interval, groups), created);
        return created;
    }

    private void addMember(MetricChange change, List<Total> intervals, long events, Context context) throws Exception {
        int minute = Math.floorMod(change.minute(), MINUTES_OF_A_DAY);
        String groups = intervals.get(0).groups;
        String member = groups + Groups.encode(change.member());
        char[] stored = minutesByMember.get(member);
        char[] seen = stored == null ? NEVER : stored;
        for (Total total : intervals) {
            int start = (int) total.interval.startOf(minute);
            boolean isNew = !Members.anyIn(seen, start, total.interval.minutes());
            cached.add(total, Measured.unique(events, isNew ? 1 : 0));
        }
        if (!Members.anyIn(seen, minute, 1)) {
            minutesByMember.put(member, Members.plus(seen, minute));
        }
        int quarter = minute / QUARTER * QUARTER;
        if (!Members.anyIn(seen, quarter, QUARTER)) {
            context.output(
                    MetricRow.MEMBERS,
                    new Member(change.definition(), change.minute() - minute + quarter, groups, change.member()));
        }
    }

    /** Writes the cache into the state if it is full. */
    private void makeRoom(Tuple2<Long, Integer> current, Collector<MetricRow> out) throws Exception {
        if (cached.isFull()) {
            emitKept(out::collect);
            save();
            switchTo(current);
            cached.clear();
        }
    }

    @Override
    protected void emitKept(Consumer<MetricRow> out) {
        if (!isHolding) {
            cached.sendAll(total -> {
                emit(total.row(), total.measured.events() - total.sentEvents(), out);
                total.markSent();
            });
        }
    }

    @Override
    protected void save() throws Exception {
        for (Map.Entry<Tuple2<Long, Integer>, Map<String, Total>> day :
                cached.byDay().entrySet()) {
            switchTo(day.getKey());
            for (Map.Entry<String, Total> entry : day.getValue().entrySet()) {
                Total total = entry.getValue();
                if (total.isUnsaved()) {
                    totals.put(entry.getKey(), total.measured.encode());
                    total.markSaved();
                    if (total.isUnsent()) {
                        heldBack.put(entry.getKey(), total.sentEvents());
                    }
                }
            }
        }
    }

    /** Emits a total, and records how many events it has more than the one before. */
    private void emit(MetricRow row, long moreEvents, Consumer<MetricRow> out) {
        if (row.interval() == Interval.DAY) {
            count(Account.METRIC_EVENTS, EpochDay.of(TimeUnit.MINUTES.toMillis(row.start())), moreEvents);
        }
        out.accept(row);
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

    /** No timer fires while totals are held back, because timers follow the watermarks. */
    private void emitHeldBack(Tuple2<Long, Integer> key, Collector<MetricRow> out) throws Exception {
        if (heldBack.isEmpty()) {
            return;
        }
        long dayStart = TimeUnit.MILLISECONDS.toMinutes(EpochDay.start(key.f1));
        for (Map.Entry<String, Long> held : heldBack.entries()) {
            String total = held.getKey();
            // Those in the cache were emitted before the watermark was passed on.
            if (cached.get(key, total) == null) {
                MetricRow row = new MetricRow(
                        key.f0, intervalOf(total), dayStart + minuteOf(total), groupsOf(total), totals.get(total));
                emit(row, row.measured().events() - held.getValue(), out::collect);
            }
        }
        heldBack.clear();
    }

    /** The key of a total within its day: the interval's first letter, its first minute as a character, the groups. */
    private static String totalKey(MetricChange change, Interval interval, String groups) {
        int minute = (int) Math.floorMod(interval.startOf(change.minute()), (long) MINUTES_OF_A_DAY);
        return interval.name().substring(0, 1) + (char) minute + groups;
    }

    private static Interval intervalOf(String totalKey) {
        return switch (totalKey.charAt(0)) {
            case 'M' -> Interval.MINUTE;
            case 'H' -> Interval.HOUR;
            default -> Interval.DAY;
        };
    }

    private static int minuteOf(String totalKey) {
        return totalKey.charAt(1);
    }

    private static String groupsOf(String totalKey) {
        return totalKey.substring(2);
    }
}
