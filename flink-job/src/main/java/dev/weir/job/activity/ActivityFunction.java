package dev.weir.job.activity;

import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.ledger.Account;
import dev.weir.job.ledger.Bookkeeping;
import dev.weir.job.ledger.Tally;
import dev.weir.job.state.CachedLongs;
import dev.weir.job.time.Days;
import dev.weir.job.time.Retention;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Notes on which days each user was active, and passes on what the first event of a day changes. Keyed by user. */
public final class ActivityFunction extends KeyedProcessFunction<String, ReceivedEvent, Activation>
        implements Bookkeeping {
    private static final long serialVersionUID = 1L;

    /** Enough for most users of a busy hour: typically 140 bytes each, at most 400. */
    private static final int REMEMBERED_USERS = 1 << 19;

    /** Active days of eight months at least. */
    private static final int REMEMBERED_LONGS = 8;

    private final Retention retention;

    private transient CachedLongs activeDays;
    private transient Tally tally;

    public ActivityFunction(Retention retention) {
        this.retention = retention;
    }

    @Override
    public void open(OpenContext context) {
        activeDays = CachedLongs.open(getRuntimeContext(), "active-days", REMEMBERED_USERS, REMEMBERED_LONGS);
    }

    @Override
    public void keep(Tally books) {
        tally = books;
    }

    @Override
    public void processElement(ReceivedEvent received, Context context, Collector<Activation> out) throws Exception {
        tally.add(Account.ACTIVITY, 0, 1);
        int day = Days.of(received.event().timestamp());
        String user = context.getCurrentKey();
        long[] stored = activeDays.value(user);
        long[] days = stored == null ? ActiveDays.NEVER : stored;
        if (ActiveDays.contains(days, day)) {
            return;
        }
        out.collect(Activation.of(day, ActiveDays.before(days, day), ActiveDays.after(days, day)));
        activeDays.update(user, ActiveDays.with(days, day));
        if (stored == null) {
            context.timerService().registerEventTimeTimer(forgettable(day));
        }
    }

    /** One timer a user: what is left decides when the next one is. */
    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Activation> out) throws Exception {
        String user = context.getCurrentKey();
        long[] days = activeDays.value(user);
        if (days == null) {
            return;
        }
        // A day matters to the windows of the days after it for as long as those may change.
        int oldest = retention.oldestDay(context.timerService().currentWatermark()) - (Activation.MONTH - 1);
        long[] kept = ActiveDays.from(days, oldest);
        if (kept.length == 0) {
            activeDays.clear(user);
            return;
        }
        if (kept != days) {
            activeDays.update(user, kept);
        }
        context.timerService().registerEventTimeTimer(forgettable(ActiveDays.before(kept, Integer.MAX_VALUE)));
    }

    /** When a day can be forgotten; the bitmap forgets by words, so this asks for the word's last day. */
    private long forgettable(int day) {
        int lastOfWord = day | (Long.SIZE - 1);
        return retention.expiry(lastOfWord + Activation.MONTH - 1);
    }
}
