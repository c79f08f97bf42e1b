// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.minutes;

import dev.weir.event.Event;
import dev.weir.job.ledger.Account;
import dev.weir.job.ledger.KeyedLedgerFunction;
import dev.weir.job.time.EpochDay;
import dev.weir.job.time.StateRetention;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.util.Collector;

/** Keeps the number of events per minute and type, and emits each total when it changes. Keyed by minute. */
public final class MinutesFunction extends KeyedLedgerFunction<Long, MinuteEvents, MinuteEvents> {
    private static final long serialVersionUID = 1L;

    private final StateRetention retention;

    private transient MapState<String, Long> totals;

    public MinutesFunction(StateRetention retention) {
        this.retention = retention;
    }

    @Override
    public void open(OpenContext context) {
        totals = getRuntimeContext().getMapState(new MapStateDescriptor<>("totals", Types.STRING, Types.LONG));
    }

    @Override
    public void processElement(MinuteEvents change, Context context, Collector<MinuteEvents> out) throws Exception {
        int day = EpochDay.of(TimeUnit.MINUTES.toMillis(change.minute()));
        count(Account.EVENTS, day, change.events());
        if (change.type().equals(Event.VIDEO_VIEW)) {
            count(Account.VIEW_EVENTS, day, change.events());
        }
        Long before = totals.get(change.type());
        long total = (before == null ? 0 : before) + change.events();
        totals.put(change.type(), total);
        if (before == null) {
            context.timerService().registerEventTimeTimer(retention.expiry(day));
        }
        out.collect(new MinuteEvents(change.minute(), change.type(), total));
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<MinuteEvents> out) {
        long expiry = retention.expiry(EpochDay.of(TimeUnit.MINUTES.toMillis(context.getCurrentKey())));
        if (timestamp >= expiry) {
            totals.clear();
        } else {
            // The timer was registered under an earlier, smaller lateness.
            context.timerService().registerEventTimeTimer(expiry);
        }
    }
}
