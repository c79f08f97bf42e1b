// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.views;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.job.ledger.KeyedLedgerOperator;
import dev.weir.job.ledger.Tally;
import dev.weir.job.testing.ParallelOperator;
import dev.weir.job.time.EpochDay;
import dev.weir.job.time.StateRetention;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;

/** Runs the views function and keeps the last value written for each row, as the table would show it. */
final class ViewsHistory implements AutoCloseable {
    private final Map<String, Map<Integer, Long>> daily = new HashMap<>();
    private final Map<String, Map<Integer, Long>> windows = new HashMap<>();

    private final ParallelOperator<String, VideoViews, VideoViews> operator;
    private StateRetention retention;
    private int rowsOfTheLastStep;

    ViewsHistory(StateRetention retention) throws Exception {
        this.retention = retention;
        operator = new ParallelOperator<>(
                () -> new KeyedLedgerOperator<>(new ViewsFunction(this.retention)), VideoViews::videoId, Types.STRING);
    }

    void views(String videoId, int day, long views) throws Exception {
        operator.process(new VideoViews(day, videoId, views), 0);
        readRows();
    }

    void watermark(long timestamp) throws Exception {
        operator.watermark(timestamp);
        readRows();
    }

    void restart(int parallelism) throws Exception {
        operator.restart(parallelism);
    }

    void restart(int parallelism, StateRetention changed) throws Exception {
        retention = changed;
        operator.restart(parallelism);
    }

    /** Takes a checkpoint and returns the ledger. */
    Tally checkpoint() throws Exception {
        return operator.checkpoint();
    }

    Map<Integer, Long> daily(String videoId) {
        return daily.getOrDefault(videoId, Map.of());
    }

    /** The windows of a video, by their last day. */
    Map<Integer, Long> windows(String videoId) {
        return windows.getOrDefault(videoId, Map.of());
    }

    int rowsOfTheLastStep() {
        return rowsOfTheLastStep;
    }

    int timers() {
        return operator.timers();
    }

    int stateEntries() {
        return operator.stateEntries();
    }

    @Override
    public void close() throws Exception {
        operator.close();
    }

    private void readRows() {
        rowsOfTheLastStep = 0;
        operator.takeOutput().forEach(row -> note(daily, row));
        operator.takeSideOutput(ViewsFunction.WINDOWS).forEach(row -> note(windows, row));
    }

    private void note(Map<String, Map<Integer, Long>> rows, VideoViews row) {
        rowsOfTheLastStep++;
        Long before =
                rows.computeIfAbsent(row.videoId(), any -> new TreeMap<>()).put(row.day(), row.views());
        assertThat(row.views())
                .as("views of %s on day %d, which had been %s", row.videoId(), row.day(), before)
                .isPositive()
                .isGreaterThanOrEqualTo(before == null ? 0 : before);
    }

    /** The middle of a day. */
    static long noon(int day) {
        return EpochDay.start(day) + EpochDay.MILLIS / 2;
    }
}
