// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench.peer;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;

/**
 * The job that Flink's documentation suggests: deduplication with {@code MapState}, daily views in tumbling windows,
 * and 30-day views in windows that slide by a day. It does not count users. Its numbers appear only when a window ends,
 * and are not written anywhere.
 *
 * <p>Tuning: see {@link FlinkPeer}. Windows aggregate incrementally and hold one number each. State is on the heap,
 * which is faster here than RocksDB as long as it fits.
 */
public final class TextbookFlinkJob {
    private static final LongAdder COUNTED = new LongAdder();
    private static final LongAdder DAILY = new LongAdder();
    private static final LongAdder ROLLING = new LongAdder();
    private static final int DAYS = 30;

    private TextbookFlinkJob() {}

    public static void main(String[] words) throws Exception {
        PeerArguments arguments = PeerArguments.of(words);
        StreamExecutionEnvironment environment = FlinkPeer.environment(arguments, "hashmap");
        KeyedStream<View, String> views =
                FlinkPeer.deduplicated(environment, arguments).keyBy(view -> view.videoId);
        views.window(TumblingEventTimeWindows.of(Duration.ofDays(1)))
                .aggregate(new CountViews())
                .map(TextbookFlinkJob::daily)
                .sinkTo(new DiscardingSink<>());
        views.window(SlidingEventTimeWindows.of(Duration.ofDays(DAYS), Duration.ofDays(1)))
                .aggregate(new Count())
                .map(TextbookFlinkJob::rolling)
                .sinkTo(new DiscardingSink<>());
        var job = environment.executeAsync("textbook");
        PeerDoor.open(arguments.folder(), COUNTED::toString, () -> {
            job.getJobExecutionResult().get();
            return ROLLING.sum() == DAYS * DAILY.sum() ? DAILY.toString() : DAILY + " and, over 30 days, " + ROLLING;
        });
        job.getJobExecutionResult().get();
    }

    private static Long daily(Long views) {
        DAILY.add(views);
        return views;
    }

    private static Long rolling(Long views) {
        ROLLING.add(views);
        return views;
    }

    private static class Count implements AggregateFunction<View, Long, Long> {
        @Override
        public Long createAccumulator() {
            return 0L;
        }

        @Override
        public Long add(View view, Long views) {
            return views + 1;
        }

        @Override
        public Long getResult(Long views) {
            return views;
        }

        @Override
        public Long merge(Long one, Long other) {
            return one + other;
        }
    }

    /** Also counts the job's progress. */
    private static final class CountViews extends Count {
        @Override
        public Long add(View view, Long views) {
            COUNTED.increment();
            return super.add(view, views);
        }
    }
}
