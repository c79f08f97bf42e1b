// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.activity;

import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.ledger.Account;
import dev.weir.job.ledger.KeyedLedgerFunction;
import dev.weir.job.time.EpochDay;
import dev.weir.job.time.StateRetention;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.util.Collector;

/**
 * Keeps the active days of each user, and emits an {@link Activation} for the first event of a day that is an activity.
 * Keyed by user.
 */
public final class ActivityFunction extends KeyedLedgerFunction<String, ReceivedEvent, Activation> {
    private static final long serialVersionUID = 1L;

    /** Shared by all subtasks; enough for the users of a busy day. An entry typically takes 64 bytes, at most 600. */
    private static final int CACHED_USERS = 1 << 20;

    private final StateRetention retention;

    private transient ValueState<long[]> activeDays;
    private transient ActiveUserCache cache;

    public ActivityFunction(StateRetention retention) {
        this.retention = retention;
    }

    @Override
    public void open(OpenContext context) {
        activeDays = getRuntimeContext()
                .getState(new ValueStateDescriptor<>(
                        "active-days", PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO));
        cache = new ActiveUserCache(
                CACHED_USERS / getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks());
    }

    @Override
    public void processElement(ReceivedEvent received, Context context, Collector<Activation> out) throws Exception {
        count(Account.ACTIVITY, 0, 1);
        int day = EpochDay.of(received.event().timestamp());
        String user = context.getCurrentKey();
        // The cache comes first: for nearly every event, it decides.
        if (cache.contains(user, day) || !received.event().isActivity()) {
            return;
        }
        cache.add(user, day);
        long[] stored = activeDays.value();
        long[] days = stored == null ? ActiveDays.EMPTY : stored;
        if (ActiveDays.contains(days, day)) {
            return;
        }
        out.collect(Activation.of(day, ActiveDays.before(days, day), ActiveDays.after(days, day)));
        activeDays.update(ActiveDays.with(days, day));
        if (stored == null) {
            context.timerService().registerEventTimeTimer(expiry(day));
        }
    }

    /** A user has one timer at a time. The remaining days decide when the next one fires. */
    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Activation> out) throws Exception {
        long[] days = activeDays.value();
        if (days == null) {
            return;
        }
        // A day affects the windows of the days after it, so it is kept as long as those windows may change.
        int oldest = retention.oldestDay(context.timerService().currentWatermark()) - (Activation.MONTH - 1);
        long[] kept = ActiveDays.from(days, oldest);
        if (kept.length == 0) {
            activeDays.clear();
            return;
        }
        if (kept != days) {
            activeDays.update(kept);
        }
        context.timerService().registerEventTimeTimer(expiry(ActiveDays.before(kept, Integer.MAX_VALUE)));
    }

    /** When a day can be dropped. The bitmap drops whole words, so this is the time for the last day of the word. */
    private long expiry(int day) {
        int lastOfWord = day | (Long.SIZE - 1);
        return retention.expiry(lastOfWord + Activation.MONTH - 1);
    }
}
