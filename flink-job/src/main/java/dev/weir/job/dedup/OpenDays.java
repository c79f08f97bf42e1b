// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import dev.weir.job.settings.CountingSettings;
import dev.weir.job.time.ClosedDays;
import dev.weir.job.time.ClosedDays.Range;
import dev.weir.job.time.EpochDay;
import dev.weir.job.time.StateRetention;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;

/**
 * Decides for which days events may still be counted, and keeps the clock on which that depends. Each subtask writes
 * its own view to union state, and restores from the views of all subtasks.
 *
 * <p>A day closes when its lateness has passed by the clock. A day also stays closed if its state was dropped under an
 * earlier, smaller lateness.
 */
public final class OpenDays {
    /** Whether events of a day may still be counted. */
    enum DayStatus {
        OPEN,
        /** Closed by the current lateness. */
        EXPIRED,
        /** Closed under an earlier, smaller lateness. */
        CLOSED_BEFORE
    }

    /** The clock of each subtask. */
    public static final ListStateDescriptor<Long> CLOCK = new ListStateDescriptor<>("clock", Types.LONG);

    /** The watermark that each subtask has reached. The tables are as fresh as the smallest of these. */
    public static final ListStateDescriptor<Long> WRITTEN = new ListStateDescriptor<>("written-clock", Types.LONG);

    /** The settings, in the form of {@link CountingSettings#lines}. */
    public static final ListStateDescriptor<String> SETTINGS = new ListStateDescriptor<>("terms", Types.STRING);

    private static final ListStateDescriptor<Tuple2<Integer, Integer>> CLOSED =
            new ListStateDescriptor<>("closed-days", Types.TUPLE(Types.INT, Types.INT));
    private static final ListStateDescriptor<Integer> FIRST_COUNTED =
            new ListStateDescriptor<>("first-counted-day", Types.INT);

    private static final int NONE_COUNTED = Integer.MAX_VALUE;

    private final CountingSettings settings;
    private final StateRetention retention;
    private final boolean writesSettings;
    private final ListState<Long> clockState;
    private final ListState<Long> writtenState;
    private final ListState<String> settingsState;
    private final ListState<Tuple2<Integer, Integer>> closedState;
    private final ListState<Integer> firstCountedState;

    private final ClosedDays closed;
    private long clock = Long.MIN_VALUE;
    private long written = Long.MIN_VALUE;
    private int firstCounted = NONE_COUNTED;
    private int oldest;

    /** @param writesSettings whether this subtask writes the settings into the state; exactly one does */
    OpenDays(OperatorStateStore store, CountingSettings settings, boolean writesSettings) throws Exception {
        this.settings = settings;
        this.retention = settings.retention();
        this.writesSettings = writesSettings;
        clockState = store.getUnionListState(CLOCK);
        writtenState = store.getUnionListState(WRITTEN);
        settingsState = store.getUnionListState(SETTINGS);
        closedState = store.getUnionListState(CLOSED);
        firstCountedState = store.getUnionListState(FIRST_COUNTED);
        // Restores the highest clock, so that an event that was too late before a restart is still too late before the
        // first watermark.
        for (long noted : clockState.get()) {
            clock = Math.max(clock, noted);
        }
        closed = restoreClosed();
        restoreWritten();
        restoreFirstCounted();
        oldest = retention.oldestDay(clock);
    }

    private ClosedDays restoreClosed() throws Exception {
        ClosedDays all = ClosedDays.NONE;
        for (Tuple2<Integer, Integer> range : closedState.get()) {
            all = all.with(new Range(range.f0, range.f1));
        }
        return all;
    }

    private void restoreWritten() throws Exception {
        long least = Long.MAX_VALUE;
        for (long noted : writtenState.get()) {
            least = Math.min(least, noted);
        }
        written = least == Long.MAX_VALUE ? Long.MIN_VALUE : least;
    }

    private void restoreFirstCounted() throws Exception {
        boolean known = false;
        for (int day : firstCountedState.get()) {
            firstCounted = Math.min(firstCounted, day);
            known = true;
        }
        if (!known && clock != Long.MIN_VALUE) {
            // An older version wrote this state without the first counted day, so any day may have been counted and
            // dropped.
            firstCounted = EpochDay.FIRST;
        }
    }

    long clock() {
        return clock;
    }

    void advance(long watermark) {
        clock = Math.max(clock, watermark);
        written = Math.max(written, watermark);
        oldest = retention.oldestDay(clock);
    }

    DayStatus statusOf(long timestamp) {
        int day = EpochDay.of(timestamp);
        return day < oldest ? DayStatus.EXPIRED : closed.contain(day) ? DayStatus.CLOSED_BEFORE : DayStatus.OPEN;
    }

    void counted(long timestamp) {
        firstCounted = Math.min(firstCounted, EpochDay.of(timestamp));
    }

    void snapshot() throws Exception {
        clockState.update(List.of(clock));
        writtenState.update(List.of(written));
        firstCountedState.update(List.of(firstCounted));
        closedState.update(closed.withDropped(firstCounted, oldest).ranges().stream()
                .map(range -> Tuple2.of(range.from(), range.before()))
                .toList());
        settingsState.update(writesSettings ? settings.lines() : List.of());
    }
}
