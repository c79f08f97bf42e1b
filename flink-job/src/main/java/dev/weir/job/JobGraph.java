// SPDX-License-Identifier: Apache-2.0
package dev.weir.job;

import dev.weir.job.activity.Activation;
import dev.weir.job.activity.ActiveUsersFunction;
import dev.weir.job.activity.ActivityCounts;
import dev.weir.job.activity.ActivityFold;
import dev.weir.job.activity.ActivityFunction;
import dev.weir.job.aggregate.Fold;
import dev.weir.job.aggregate.FoldOperator;
import dev.weir.job.decode.DeadLetter;
import dev.weir.job.decode.DecodeFunction;
import dev.weir.job.decode.DecodeOperator;
import dev.weir.job.decode.Progress;
import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.dedup.DeduplicateOperator;
import dev.weir.job.dedup.UserShards;
import dev.weir.job.ledger.Bookkeeping;
import dev.weir.job.ledger.KeyedBookkeepingOperator;
import dev.weir.job.ledger.LedgerEntry;
import dev.weir.job.minutes.MinuteEvents;
import dev.weir.job.minutes.MinutesFold;
import dev.weir.job.minutes.MinutesFunction;
import dev.weir.job.sink.TableRows;
import dev.weir.job.sink.TableSinks;
import dev.weir.job.source.LogRecord;
import dev.weir.job.terms.Terms;
import dev.weir.job.time.Retention;
import dev.weir.job.tracing.JobTracing;
import dev.weir.job.views.VideoViews;
import dev.weir.job.views.ViewsFold;
import dev.weir.job.views.ViewsFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;

/** Builds the graph of the job, from the log to the tables. */
final class JobGraph {
    private JobGraph() {}

    /**
     * Adds the operators of the job to the environment of {@code records}.
     *
     * <p>Events are shuffled once, by the shard of their user. After that shuffle, only sums and rows cross the
     * network.
     *
     * @param records the log; its watermark follows the time of receipt
     */
    static void build(
            DataStream<LogRecord> records,
            JobConfiguration.Kafka kafka,
            Terms terms,
            TableSinks tables,
            Sink<DeadLetter> deadLetterTopic,
            JobTracing tracing) {
        Retention retention = terms.retention();

        SingleOutputStreamOperator<ReceivedEvent> decoded = records.transform(
                        "decode",
                        TypeInformation.of(ReceivedEvent.class),
                        new DecodeOperator(new DecodeFunction(kafka.topic(), terms.allowedLateness(), tracing)))
                .uid("decode");

        SingleOutputStreamOperator<ReceivedEvent> counted = decoded.keyBy(
                        received -> UserShards.keyOf(received.event().userId()), Types.INT)
                .transform(
                        "deduplicate",
                        TypeInformation.of(ReceivedEvent.class),
                        new DeduplicateOperator(kafka.topic(), terms, tracing))
                .uid("deduplicate");

        // A shard of users is one key group, so the stream is already partitioned as keying by user would partition it.
        KeyedStream<ReceivedEvent, String> countedByUser = DataStreamUtils.reinterpretAsKeyedStream(
                counted, received -> received.event().userId(), Types.STRING);
        SingleOutputStreamOperator<Activation> activations =
                keep(countedByUser, new ActivityFunction(retention), "activity", Activation.class);
        SingleOutputStreamOperator<ActivityCounts> activeUsers = keep(
                fold(activations, new ActivityFold(), "activity-sums", ActivityCounts.class)
                        .keyBy(ActivityCounts::day, Types.INT),
                new ActiveUsersFunction(retention),
                "active-users",
                ActivityCounts.class);

        SingleOutputStreamOperator<VideoViews> views = keep(
                fold(counted, new ViewsFold(), "view-sums", VideoViews.class).keyBy(VideoViews::videoId, Types.STRING),
                new ViewsFunction(retention),
                "video-views",
                VideoViews.class);

        SingleOutputStreamOperator<MinuteEvents> minutes = keep(
                fold(counted, new MinutesFold(), "minute-sums", MinuteEvents.class)
                        .keyBy(MinuteEvents::minute, Types.LONG),
                new MinutesFunction(retention),
                "minutes",
                MinuteEvents.class);

        DataStream<DeadLetter> deadLetters =
                decoded.getSideOutput(DeadLetter.TAG).union(counted.getSideOutput(DeadLetter.TAG));
        deadLetters
                .sinkTo(deadLetterTopic)
                .name("dead-letter-topic-sink")
                .uid("dead-letter-topic-sink")
                .setParallelism(1);

        tables.write(new TableRows(
                counted,
                views,
                views.getSideOutput(ViewsFunction.WINDOWS),
                activeUsers,
                minutes,
                deadLetters,
                decoded.getSideOutput(Progress.TAG),
                books(decoded, counted, activations, activeUsers, views, minutes)));
    }

    /** Adds an operator that keeps counts in state and a ledger of them. */
    private static <K, I, O, F extends KeyedProcessFunction<K, I, O> & Bookkeeping> SingleOutputStreamOperator<O> keep(
            KeyedStream<I, K> elements, F function, String name, Class<O> counts) {
        return elements.transform(name, TypeInformation.of(counts), new KeyedBookkeepingOperator<>(function))
                .uid(name);
    }

    private static DataStream<LedgerEntry> books(
            SingleOutputStreamOperator<?> first, SingleOutputStreamOperator<?>... others) {
        DataStream<LedgerEntry> entries = first.getSideOutput(LedgerEntry.TAG);
        for (SingleOutputStreamOperator<?> other : others) {
            entries = entries.union(other.getSideOutput(LedgerEntry.TAG));
        }
        return entries;
    }

    private static <I, O> SingleOutputStreamOperator<O> fold(
            DataStream<I> elements, Fold<I, O> fold, String name, Class<O> sums) {
        return elements.transform(name, TypeInformation.of(sums), new FoldOperator<>(fold))
                .uid(name);
    }
}
