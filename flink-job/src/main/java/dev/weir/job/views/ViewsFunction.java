// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.views;

import dev.weir.job.ledger.Account;
import dev.weir.job.ledger.KeyedLedgerFunction;
import dev.weir.job.state.CachedArrayState;
import dev.weir.job.time.EpochDay;
import dev.weir.job.time.StateRetention;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Keeps the views of each video by day, and computes the windows of 30 days from these panes. Keyed by video.
 *
 * <p>Daily views are the main output, windows the side output {@link #WINDOWS}. Both are emitted as totals whenever
 * they change. A view on day <em>d</em> changes the windows that end on <em>d</em> to <em>d</em>+29, but only those up
 * to today exist. At midnight, a timer emits the window of the new day.
 */
public final class ViewsFunction extends KeyedLedgerFunction<String, VideoViews, VideoViews> {
    private static final long serialVersionUID = 1L;

    /** The views of the 30 days that end with {@link VideoViews#day()}. */
    public static final OutputTag<VideoViews> WINDOWS = new OutputTag<>("views-30d") {
        private static final long serialVersionUID = 1L;
    };

    private static final int WINDOW = 30;

    /**
     * The number of cached videos. Panes of at most two months are cached: typically 600 bytes per video, at most
     * 1,400.
     */
    private static final int CACHED_VIDEOS = 1 << 17;

    private static final int MAX_CACHED_LONGS = 128;

    private final StateRetention retention;

    private transient CachedArrayState panesByDay;

    public ViewsFunction(StateRetention retention) {
        this.retention = retention;
    }

    @Override
    public void open(OpenContext context) {
        panesByDay = CachedArrayState.open(getRuntimeContext(), "panes", CACHED_VIDEOS, MAX_CACHED_LONGS);
    }

    @Override
    public void processElement(VideoViews change, Context context, Collector<VideoViews> out) throws Exception {
        int day = change.day();
        count(Account.VIEWS, day, change.views());
        long[] before = panesByDay.value(change.videoId());
        long[] panes = DailyPanes.plus(before, day, change.views());
        panesByDay.update(change.videoId(), panes);
        out.collect(new VideoViews(day, change.videoId(), DailyPanes.sum(panes, day, day)));

        int today = EpochDay.of(context.timerService().currentWatermark());
        emitWindows(panes, day, Math.min(today, day + WINDOW - 1), context);
        // A day with views already has its timer. Before the first watermark, today is unknown. The timer is then in
        // the past, and the first watermark fires it, which emits the windows.
        boolean isTodayUnknown = context.timerService().currentWatermark() == Long.MIN_VALUE;
        if (isTodayUnknown || DailyPanes.isNew(before, day)) {
            context.timerService()
                    .registerEventTimeTimer(
                            today < day + WINDOW - 1 ? EpochDay.start(Math.max(today + 1, day)) : expiry(day));
        }
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<VideoViews> out) throws Exception {
        String video = context.getCurrentKey();
        long[] panes = panesByDay.value(video);
        if (panes == null) {
            return;
        }
        int today = EpochDay.of(context.timerService().currentWatermark());
        int end = DailyPanes.lastDay(panes) + WINDOW - 1;
        int day = EpochDay.of(timestamp);
        if (day <= end) {
            // If the clock stood still, one timer covers several midnights.
            emitWindows(panes, day, Math.min(today, end), context);
        }
        // Uses the timer's time, not the clock: if the clock jumped ahead, later timers still emit windows from these
        // panes.
        long[] kept = DailyPanes.from(panes, retention.oldestDay(timestamp) - (WINDOW - 1));
        if (kept == null) {
            panesByDay.clear(video);
            return;
        }
        if (kept != panes) {
            panesByDay.update(video, kept);
        }
        context.timerService()
                .registerEventTimeTimer(today < end ? EpochDay.start(today + 1) : expiry(DailyPanes.lastDay(kept)));
    }

    /** A day's pane affects the windows of the 29 days after it, so it is kept as long as those windows may change. */
    private long expiry(int day) {
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
