package dev.weir.job;

import dev.weir.job.activity.ActiveUsersFunction;
import dev.weir.job.activity.ActivityCounts;
import dev.weir.job.activity.ActivityFold;
import dev.weir.job.activity.ActivityFunction;
import dev.weir.job.aggregate.Fold;
import dev.weir.job.aggregate.FoldOperator;
import dev.weir.job.decode.DeadLetter;
import dev.weir.job.decode.DecodeFunction;
import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.dedup.DeduplicateOperator;
import dev.weir.job.dedup.UserShards;
import dev.weir.job.minutes.MinuteEvents;
import dev.weir.job.minutes.MinutesFold;
import dev.weir.job.minutes.MinutesFunction;
import dev.weir.job.sink.TableSinks;
import dev.weir.job.source.LogRecord;
import dev.weir.job.time.Retention;
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

/** The graph of the job, from the log to the tables. */
final class JobGraph {
    private JobGraph() {}

    /**
     * Adds the graph to the environment that the records come from.
     *
     * <p>One shuffle carries events, by the shard of their user; what crosses the network after it are sums and rows.
     *
     * @param records the log, with its time of receipt as the watermark
     */
    static void build(
            DataStream<LogRecord> records,
            JobConfiguration.Kafka kafka,
            JobConfiguration.Counting counting,
            TableSinks tables,
            Sink<DeadLetter> deadLetterTopic) {
        Retention retention = new Retention(counting.allowedLateness());

        SingleOutputStreamOperator<ReceivedEvent> decoded = records.process(
                        new DecodeFunction(kafka.topic(), counting.allowedLateness()))
                .name("decode")
                .uid("decode");

        SingleOutputStreamOperator<ReceivedEvent> counted = decoded.keyBy(
                        received -> UserShards.keyOf(received.event().userId()), Types.INT)
                .transform(
                        "deduplicate",
                        TypeInformation.of(ReceivedEvent.class),
                        new DeduplicateOperator(kafka.topic(), counting.dedupHorizon(), retention))
                .uid("deduplicate");

        write(counted, tables.events(), "events");

        // A shard of users is a key group: the stream is already partitioned as keying by user would.
        KeyedStream<ReceivedEvent, String> countedByUser = DataStreamUtils.reinterpretAsKeyedStream(
                counted, received -> received.event().userId(), Types.STRING);
        SingleOutputStreamOperator<ActivityCounts> activeUsers = fold(
                        countedByUser
                                .process(new ActivityFunction(retention))
                                .name("activity")
                                .uid("activity"),
                        new ActivityFold(),
                        "activity-sums",
                        ActivityCounts.class)
                .keyBy(ActivityCounts::day, Types.INT)
                .process(new ActiveUsersFunction(retention))
                .name("active-users")
                .uid("active-users");
        write(activeUsers, tables.activeUsersDaily(), "active-users-daily");

        SingleOutputStreamOperator<VideoViews> views = fold(counted, new ViewsFold(), "view-sums", VideoViews.class)
                .keyBy(VideoViews::videoId, Types.STRING)
                .process(new ViewsFunction(retention))
                .name("video-views")
                .uid("video-views");
        write(views, tables.videoViewsDaily(), "video-views-daily");
        write(views.getSideOutput(ViewsFunction.WINDOWS), tables.videoViews30d(), "video-views-30d");

        SingleOutputStreamOperator<MinuteEvents> minutes = fold(
                        counted, new MinutesFold(), "minute-sums", MinuteEvents.class)
                .keyBy(MinuteEvents::minute, Types.LONG)
                .process(new MinutesFunction(retention))
                .name("minutes")
                .uid("minutes");
        write(minutes, tables.eventsPerMinute(), "events-per-minute");

        DataStream<DeadLetter> deadLetters =
                decoded.getSideOutput(DeadLetter.TAG).union(counted.getSideOutput(DeadLetter.TAG));
        write(deadLetters, tables.deadLetters(), "dead-letters");
        write(deadLetters, deadLetterTopic, "dead-letter-topic");
    }

    private static <I, O> SingleOutputStreamOperator<O> fold(
            DataStream<I> elements, Fold<I, O> fold, String name, Class<O> sums) {
        return elements.transform(name, TypeInformation.of(sums), new FoldOperator<>(fold))
                .uid(name);
    }

    /** One writer a table: inserts are few and large, and the table's freshness has one witness. */
    private static <T> void write(DataStream<T> rows, Sink<T> sink, String name) {
        rows.sinkTo(sink).name(name + "-sink").uid(name + "-sink").setParallelism(1);
    }
}
