package dev.weir.job.views;

import dev.weir.job.ledger.Account;
import dev.weir.job.ledger.Bookkeeping;
import dev.weir.job.ledger.Tally;
import dev.weir.job.state.CachedLongs;
import dev.weir.job.time.Days;
import dev.weir.job.time.Retention;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Keeps the views of each video by day, and from these panes the windows of 30 days. Keyed by video.
 *
 * <p>Daily views leave by the main output, windows by {@link #WINDOWS}; both as totals, whenever they change. A view on day
 * <em>d</em> changes the windows that end on <em>d</em> to <em>d</em>+29, of which those up to today exist. At midnight,
 * a timer adds the window of the new day.
 */
public final class ViewsFunction extends KeyedProcessFunction<String, VideoViews, VideoViews> implements Bookkeeping {
    private static final long serialVersionUID = 1L;

    /** The views of the 30 days that end with a day. */
    public static final OutputTag<VideoViews> WINDOWS = new OutputTag<>("views-30d") {
        private static final long serialVersionUID = 1L;
    };

    private static final int WINDOW = 30;

    /** With panes of two months each at most: typically 600 bytes, at most 1,400. */
    private static final int REMEMBERED_VIDEOS = 1 << 17;

    private static final int REMEMBERED_LONGS = 128;

    private final Retention retention;

    private transient CachedLongs panesByDay;
    private transient Tally tally;

    public ViewsFunction(Retention retention) {
        this.retention = retention;
    }

    @Override
    public void open(OpenContext context) {
        panesByDay = CachedLongs.open(getRuntimeContext(), "panes", REMEMBERED_VIDEOS, REMEMBERED_LONGS);
    }

    @Override
    public void keep(Tally books) {
        tally = books;
    }

    @Override
    public void processElement(VideoViews change, Context context, Collector<VideoViews> out) throws Exception {
        int day = change.day();
        tally.add(Account.VIEWS, day, change.views());
        long[] before = panesByDay.value(change.videoId());
        long[] panes = DailyPanes.plus(before, day, change.views());
        panesByDay.update(change.videoId(), panes);
        out.collect(new VideoViews(day, change.videoId(), DailyPanes.sum(panes, day, day)));

        int today = Days.of(context.timerService().currentWatermark());
        emitWindows(panes, day, Math.min(today, day + WINDOW - 1), context);
        // A day that has views has its timer. Before the first watermark nobody knows today: the timer then is in the
        // past,
        // and brings the windows with the watermark.
        boolean isTodayUnknown = context.timerService().currentWatermark() == Long.MIN_VALUE;
        if (isTodayUnknown || DailyPanes.isNew(before, day)) {
            context.timerService()
                    .registerEventTimeTimer(
                            today < day + WINDOW - 1 ? Days.start(Math.max(today + 1, day)) : forgettable(day));
        }
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<VideoViews> out) throws Exception {
        String video = context.getCurrentKey();
        long[] panes = panesByDay.value(video);
        if (panes == null) {
            return;
        }
        int today = Days.of(context.timerService().currentWatermark());
        int end = DailyPanes.lastDay(panes) + WINDOW - 1;
        int day = Days.of(timestamp);
        if (day <= end) {
            // After a pause of the clock one timer stands for several midnights.
            emitWindows(panes, day, Math.min(today, end), context);
        }
        // By the timer's time: where the clock has leapt, later timers still write windows of these panes.
        long[] kept = DailyPanes.from(panes, retention.oldestDay(timestamp) - (WINDOW - 1));
        if (kept == null) {
            panesByDay.clear(video);
            return;
        }
        if (kept != panes) {
            panesByDay.update(video, kept);
        }
        context.timerService()
                .registerEventTimeTimer(today < end ? Days.start(today + 1) : forgettable(DailyPanes.lastDay(kept)));
    }

    /** A day's pane matters to the windows of the 29 days after it for as long as those may change. */
    private long forgettable(int day) {
        return retention.expiry(day + WINDOW - 1);
    }

    private static void emitWindows(
            long[] panes, int first, int last, KeyedProcessFunction<String, VideoViews, VideoViews>.Context context) {
        for (int end = first; end <= last; end++) {
            long views = DailyPanes.sum(panes, end - (WINDOW - 1), end);
            if (views > 0) {
                context.output(WINDOWS, new VideoViews(end, context.getCurrentKey(), views));
            }
        }
    }
}
