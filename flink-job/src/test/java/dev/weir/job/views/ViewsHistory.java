package dev.weir.job.views;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.job.ledger.KeyedBookkeepingOperator;
import dev.weir.job.time.Days;
import dev.weir.job.time.Retention;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;

/** The views function with what it has written so far: of each row the last value, as the table would show it. */
final class ViewsHistory implements AutoCloseable {
    private final Retention retention;
    private final Map<String, Map<Integer, Long>> daily = new HashMap<>();
    private final Map<String, Map<Integer, Long>> windows = new HashMap<>();

    private KeyedOneInputStreamOperatorTestHarness<String, VideoViews, VideoViews> harness;
    private int rowsOfTheLastStep;

    ViewsHistory(Retention retention) throws Exception {
        this.retention = retention;
        this.harness = create();
        harness.open();
    }

    void views(String videoId, int day, long views) throws Exception {
        harness.processElement(new VideoViews(day, videoId, views), 0);
        readRows();
    }

    void watermark(long timestamp) throws Exception {
        harness.processWatermark(timestamp);
        readRows();
    }

    void restart() throws Exception {
        OperatorSubtaskState state = harness.snapshot(1, 1);
        harness.close();
        harness = create();
        harness.initializeState(state);
        harness.open();
    }

    Map<Integer, Long> daily(String videoId) {
        return daily.getOrDefault(videoId, Map.of());
    }

    /** By the last day. */
    Map<Integer, Long> windows(String videoId) {
        return windows.getOrDefault(videoId, Map.of());
    }

    int rowsOfTheLastStep() {
        return rowsOfTheLastStep;
    }

    int timers() {
        return harness.numEventTimeTimers();
    }

    int stateEntries() {
        return harness.numKeyedStateEntries();
    }

    @Override
    public void close() throws Exception {
        harness.close();
    }

    private void readRows() {
        rowsOfTheLastStep = 0;
        harness.extractOutputValues().forEach(row -> note(daily, row));
        harness.getOutput().clear();
        var written = harness.getSideOutput(ViewsFunction.WINDOWS);
        if (written != null) {
            written.stream().map(StreamRecord::getValue).forEach(row -> note(windows, row));
            written.clear();
        }
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

    private KeyedOneInputStreamOperatorTestHarness<String, VideoViews, VideoViews> create() throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedBookkeepingOperator<>(new ViewsFunction(retention)),
                VideoViews::videoId,
                Types.STRING,
                128,
                1,
                0);
    }

    /** The middle of a day. */
    static long noon(int day) {
        return Days.start(day) + Days.MILLIS / 2;
    }
}
