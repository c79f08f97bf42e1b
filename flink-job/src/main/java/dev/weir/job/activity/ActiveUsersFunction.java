// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.activity;

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
 * Keeps the number of active users of each day. Keyed by day.
 *
 * <p>An event also counts towards windows that end up to 29 days later. The totals of a future day are held back until
 * that day begins. At midnight, a timer emits them, so the row of the new day does not need a new event.
 */
public final class ActiveUsersFunction extends KeyedLedgerFunction<Integer, ActivityCounts, ActivityCounts> {
    private static final long serialVersionUID = 1L;

    private final StateRetention retention;

    private transient ValueState<long[]> totals;

    public ActiveUsersFunction(StateRetention retention) {
        this.retention = retention;
    }

    @Override
    public void open(OpenContext context) {
        totals = getRuntimeContext()
                .getState(new ValueStateDescriptor<>("totals", PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO));
    }

    @Override
    public void processElement(ActivityCounts change, Context context, Collector<ActivityCounts> out) throws Exception {
        int day = change.day();
        count(Account.DAU, day, change.dau());
        count(Account.WAU, day, change.wau());
        count(Account.MAU, day, change.mau());
        long[] before = totals.value();
        long[] now = before == null
                ? new long[] {change.dau(), change.wau(), change.mau()}
                : new long[] {before[0] + change.dau(), before[1] + change.wau(), before[2] + change.mau()};
        totals.update(now);
        if (before == null) {
            context.timerService().registerEventTimeTimer(retention.expiry(day));
        }
        if (day <= EpochDay.of(context.timerService().currentWatermark())) {
            out.collect(row(day, now));
        } else {
            context.timerService().registerEventTimeTimer(EpochDay.start(day));
        }
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<ActivityCounts> out) throws Exception {
        int day = context.getCurrentKey();
        long[] now = totals.value();
        if (now != null && timestamp == EpochDay.start(day)) {
            out.collect(row(day, now));
        }
        long expiry = retention.expiry(day);
        if (timestamp >= expiry) {
            totals.clear();
        } else if (timestamp > EpochDay.start(day)) {
            // The timer was registered under an earlier, smaller lateness.
            context.timerService().registerEventTimeTimer(expiry);
        }
    }

    private static ActivityCounts row(int day, long[] totals) {
        return new ActivityCounts(day, totals[0], totals[1], totals[2]);
    }
}
