// SPDX-License-Identifier: Apache-2.0
package dev.weir.job;

import dev.weir.job.activity.Activation;
import dev.weir.job.activity.ActiveUsersFunction;
import dev.weir.job.activity.ActivityCounts;
import dev.weir.job.activity.ActivityFunction;
import dev.weir.job.activity.ActivitySums;
import dev.weir.job.aggregate.LocalSums;
import dev.weir.job.aggregate.LocalSumsOperator;
import dev.weir.job.decode.DeadLetterRecord;
import dev.weir.job.decode.DecodeOperator;
import dev.weir.job.decode.ReadProgress;
import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.dedup.DeduplicateOperator;
import dev.weir.job.dedup.UserShards;
import dev.weir.job.ledger.KeyedLedgerFunction;
import dev.weir.job.ledger.KeyedLedgerOperator;
import dev.weir.job.ledger.LedgerEntry;
import dev.weir.job.metric.MetricChange;
import dev.weir.job.metric.MetricRow;
import dev.weir.job.metric.MetricSums;
import dev.weir.job.metric.MetricsFunction;
import dev.weir.job.minutes.MinuteEvents;
import dev.weir.job.minutes.MinuteSums;
import dev.weir.job.minutes.MinutesFunction;
import dev.weir.job.past.BackfillOperator;
import dev.weir.job.past.PastEvents;
import dev.weir.job.settings.CountingSettings;
import dev.weir.job.sink.TableRows;
import dev.weir.job.sink.TableSinks;
import dev.weir.job.source.LogRecord;
import dev.weir.job.time.StateRetention;
import dev.weir.job.tracing.JobTracing;
import dev.weir.job.views.VideoViews;
import dev.weir.job.views.ViewSums;
import dev.weir.job.views.ViewsFunction;
import dev.weir.metric.MetricDefinition;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** Builds the graph of the job, from the log to the tables. */
final class JobGraph {
    private JobGraph() {}

    /**
     * Adds the operators of the job to the environment of {@code records}.
     *
     * <p>Events are shuffled once, by the shard of their user. After that shuffle, only sums and rows cross the
     * network.
     *
     * @param definitions the metrics that users define
     * @param pastEvents reads past events for new metrics
     * @param records the log; its watermark follows the time of receipt
     */
    static void build(
            DataStream<LogRecord> records,
            JobConfiguration.Kafka kafka,
            CountingSettings settings,
            List<MetricDefinition> definitions,
            PastEvents.Factory pastEvents,
            TableSinks tables,
            Sink<DeadLetterRecord> deadLetterTopic,
            JobTracing tracing) {
        StateRetention retention = settings.retention();

        SingleOutputStreamOperator<ReceivedEvent> decoded = records.transform(
                        "decode",
                        TypeInformation.of(ReceivedEvent.class),
                        new DecodeOperator(kafka.topic(), settings.allowedLateness(), tracing))
                .uid("decode");

        SingleOutputStreamOperator<ReceivedEvent> counted = decoded.keyBy(
                        received -> UserShards.keyOf(received.event().userId()), Types.INT)
                .transform(
                        "deduplicate",
                        TypeInformation.of(ReceivedEvent.class),
                        new DeduplicateOperator(kafka.topic(), settings, tracing))
                .uid("deduplicate");

        // A shard of users is one key group, so the stream is already partitioned as keying by user would partition it.
        KeyedStream<ReceivedEvent, String> countedByUser = DataStreamUtils.reinterpretAsKeyedStream(
                counted, received -> received.event().userId(), Types.STRING);
        SingleOutputStreamOperator<Activation> activations =
                keyedWithLedger(countedByUser, new ActivityFunction(retention), "activity", Activation.class);
        SingleOutputStreamOperator<ActivityCounts> activeUsers = keyedWithLedger(
                sumLocally(activations, new ActivitySums(), "activity-sums", ActivityCounts.class)
                        .keyBy(ActivityCounts::day, Types.INT),
                new ActiveUsersFunction(retention),
                "active-users",
                ActivityCounts.class);

        SingleOutputStreamOperator<VideoViews> views = keyedWithLedger(
                sumLocally(counted, new ViewSums(), "view-sums", VideoViews.class)
                        .keyBy(VideoViews::videoId, Types.STRING),
                new ViewsFunction(retention),
                "video-views",
                VideoViews.class);

        SingleOutputStreamOperator<MinuteEvents> minutes = keyedWithLedger(
                sumLocally(counted, new MinuteSums(), "minute-sums", MinuteEvents.class)
                        .keyBy(MinuteEvents::minute, Types.LONG),
                new MinutesFunction(retention),
                "minutes",
                MinuteEvents.class);

        SingleOutputStreamOperator<MetricRow> metrics = keyedWithLedger(
                sumLocally(counted, new MetricSums(definitions), "metric-sums", MetricChange.class)
                        .transform(
                                "metric-backfill",
                                TypeInformation.of(MetricChange.class),
                                new BackfillOperator(definitions, settings.pasts(), pastEvents))
                        .uid("metric-backfill")
                        .keyBy(MetricsFunction::keyOf, Types.TUPLE(Types.LONG, Types.INT)),
                new MetricsFunction(definitions, retention),
                "metrics",
                MetricRow.class);

        DataStream<DeadLetterRecord> deadLetters =
                decoded.getSideOutput(DeadLetterRecord.TAG).union(counted.getSideOutput(DeadLetterRecord.TAG));
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
                metrics,
                metrics.getSideOutput(MetricRow.MEMBERS),
                metrics.getSideOutput(MetricRow.SKIPPED),
                metrics.getSideOutput(MetricRow.FILLED),
                deadLetters,
                decoded.getSideOutput(ReadProgress.TAG),
                ledgerEntries(decoded, counted, activations, activeUsers, views, minutes, metrics)));
    }

    /** Sums elements within each task, before they cross the network. */
    private static <I, O> SingleOutputStreamOperator<O> sumLocally(
            DataStream<I> elements, LocalSums<I, O> sums, String uid, Class<O> type) {
        return elements.transform(uid, TypeInformation.of(type), new LocalSumsOperator<>(sums))
                .uid(uid);
    }

    /** Runs a keyed function that records what it counts in a ledger. */
    private static <K, I, O> SingleOutputStreamOperator<O> keyedWithLedger(
            KeyedStream<I, K> elements, KeyedLedgerFunction<K, I, O> function, String uid, Class<O> type) {
        return elements.transform(uid, TypeInformation.of(type), new KeyedLedgerOperator<>(function))
                .uid(uid);
    }

    private static DataStream<LedgerEntry> ledgerEntries(
            SingleOutputStreamOperator<?> first, SingleOutputStreamOperator<?>... others) {
        DataStream<LedgerEntry> entries = first.getSideOutput(LedgerEntry.TAG);
        for (SingleOutputStreamOperator<?> other : others) {
            entries = entries.union(other.getSideOutput(LedgerEntry.TAG));
        }
        return entries;
    }
}
