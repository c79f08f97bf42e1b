// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench.peer;

import dev.weir.local.clickhouse.EngineLibrary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Counts inside ClickHouse: a table with the Kafka engine reads the log, and materialized views keep daily views and
 * the exact users of each day. It does not deduplicate, and after a failure it may count twice.
 *
 * <p>Tuning: two consumers, each with its own thread, were faster than one, on two processors. Four were not faster
 * than two. Blocks of 256 Ki rows or one second were faster than those of 7.5 s, and one second is as fresh as Weir's
 * numbers. Only the columns that are needed for counting are read from the JSON.
 */
public final class ClickHouseKafkaEngine {
    /** Also keeps every event in a table, with properties in a JSON column, as Weir does. */
    public static final String WITH_EVENTS = "with-events";

    /** The same, with properties in a text column, which costs a third. */
    public static final String WITH_EVENTS_AS_TEXT = "with-events-as-text";

    private ClickHouseKafkaEngine() {}

    public static void main(String[] words) throws Exception {
        PeerArguments arguments = PeerArguments.of(words);
        ClickHouseLibrary engine =
                ClickHouseLibrary.open(EngineLibrary.path(), arguments.folder().resolve("data"));
        schema(arguments).forEach(engine::run);
        PeerDoor.open(arguments.folder(), () -> views(engine), () -> views(engine));
    }

    private static String views(ClickHouseLibrary engine) {
        return engine.run("SELECT sum(views) FROM views_daily");
    }

    private static List<String> schema(PeerArguments arguments) {
        boolean asText = arguments.words().contains(WITH_EVENTS_AS_TEXT);
        boolean withEvents = asText || arguments.words().contains(WITH_EVENTS);
        String propertiesType = asText ? "String" : "JSON";
        String others =
                withEvents ? ", event_id String, type LowCardinality(String), properties " + propertiesType : "";
        List<String> schema = new ArrayList<>(List.of(
                String.format(
                        Locale.ROOT,
                        """
                CREATE TABLE log (timestamp Int64, user_id String, video_id String%s)
                ENGINE = Kafka
                SETTINGS kafka_broker_list = '%s', kafka_topic_list = '%s', kafka_group_name = '%s',
                    kafka_format = 'JSONEachRow', input_format_skip_unknown_fields = 1, kafka_num_consumers = 2,
                    kafka_thread_per_consumer = 1, kafka_max_block_size = 262144, kafka_flush_interval_ms = 1000
                """,
                        others,
                        arguments.brokers(),
                        arguments.topic(),
                        arguments.folder().getFileName()),
                """
                CREATE TABLE views_daily (day Date, video_id String, views UInt64)
                ENGINE = SummingMergeTree ORDER BY (day, video_id)
                """,
                """
                CREATE TABLE users_daily (day Date, users AggregateFunction(uniqExact, String))
                ENGINE = AggregatingMergeTree ORDER BY day
                """,
                String.format(Locale.ROOT, """
                CREATE TABLE incoming (timestamp Int64, user_id String, video_id String%s) ENGINE = Null
                """, others),
                """
                CREATE MATERIALIZED VIEW to_views_daily TO views_daily AS
                SELECT toDate(intDiv(timestamp, 1000), 'UTC') AS day, video_id, count() AS views
                FROM incoming GROUP BY day, video_id
                """,
                """
                CREATE MATERIALIZED VIEW to_users_daily TO users_daily AS
                SELECT toDate(intDiv(timestamp, 1000), 'UTC') AS day, uniqExactState(user_id) AS users
                FROM incoming GROUP BY day
                """));
        if (withEvents) {
            schema.add(String.format(Locale.ROOT, """
                    CREATE TABLE events (event_id String, type LowCardinality(String), timestamp DateTime64(3, 'UTC'),
                        user_id String, video_id String, properties %s)
                    ENGINE = MergeTree PARTITION BY toYYYYMM(timestamp)
                    ORDER BY (toStartOfHour(timestamp), type, user_id, event_id)
                    """, propertiesType));
            schema.add("""
                    CREATE MATERIALIZED VIEW to_events TO events AS
                    SELECT event_id, type, fromUnixTimestamp64Milli(timestamp, 'UTC') AS timestamp, user_id, video_id, properties
                    FROM incoming
                    """);
        }
        // Comes last, because reading starts here, and the views above must not miss the first block.
        schema.add("CREATE MATERIALIZED VIEW to_incoming TO incoming AS SELECT * FROM log");
        return schema;
    }
}
