-- What the job writes. Every row holds absolute values: of several rows with the same sorting key the one with the
-- highest version wins, so that a replay or a retry changes nothing.

-- One video over many days touches a few granules of every day; small granules keep that cheap.
CREATE TABLE IF NOT EXISTS weir.video_views_daily_store
(
    day Date COMMENT 'Day in UTC that the views happened on, by the timestamp of the event',
    video_id String COMMENT 'Video, as its producer named it',
    views UInt64 COMMENT 'Events of the type video_view, each counted once; an exact count',
    version UInt64 COMMENT 'Grows with every correction; of several rows for a day and video the highest wins'
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (day, video_id)
SETTINGS index_granularity = 1024
COMMENT 'Storage of video_views_daily, which is the view to query: here a row may appear in several versions';

CREATE TABLE IF NOT EXISTS weir.video_views_30d_store
(
    as_of Date COMMENT 'Last day in UTC of the 30 days',
    video_id String COMMENT 'Video, as its producer named it',
    views UInt64 COMMENT 'Events of the type video_view in the 30 days that end with as_of; an exact count',
    version UInt64 COMMENT 'Grows with every correction; of several rows for a day and video the highest wins'
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(as_of)
ORDER BY (as_of, video_id)
SETTINGS index_granularity = 1024
COMMENT 'Storage of video_views_30d, which is the view to query: here a row may appear in several versions';

-- Three numbers in one row, each with a version of its own: a restarted job reads the log's partitions in another turn, and
-- may be ahead in one number while it is still behind in another.
CREATE TABLE IF NOT EXISTS weir.active_users_daily_store
(
    day Date COMMENT 'Day in UTC',
    dau SimpleAggregateFunction(max, UInt64) COMMENT 'Version of the users of the day: their exact count in the low 48 bits, the epoch of the job above; the highest wins',
    wau SimpleAggregateFunction(max, UInt64) COMMENT 'Version, likewise, of the users of the 7 days that end with the day',
    mau SimpleAggregateFunction(max, UInt64) COMMENT 'Version, likewise, of the users of the 30 days that end with the day'
)
ENGINE = AggregatingMergeTree
PARTITION BY toYear(day)
ORDER BY day
COMMENT 'Storage of active_users_daily, which is the view to query: here are versions of the numbers, in several rows';

CREATE TABLE IF NOT EXISTS weir.events_per_minute_store
(
    minute DateTime('UTC') COMMENT 'Begin of the minute in UTC, by the timestamp of the event',
    type LowCardinality(String) COMMENT 'Type of the event, such as video_view',
    events UInt64 COMMENT 'Events of the type in the minute, each counted once; an exact count',
    version UInt64 COMMENT 'Grows with every correction; of several rows for a minute and type the highest wins'
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(minute)
ORDER BY (type, minute)
COMMENT 'Storage of events_per_minute, which is the view to query: here a row may appear in several versions';

-- A re-inserted row is the same in every column and collapses. An event whose identity comes again after the
-- deduplication horizon is another event: it has another received_at, and stays.
--
-- JSONExtract gives an empty object where the engine cannot read a text, instead of refusing the insert.
CREATE TABLE IF NOT EXISTS weir.events_store
(
    event_id String COMMENT 'Identity of the event for its user; assigned by Weir where the producer gave none',
    type LowCardinality(String) COMMENT 'Type of the event, such as video_view',
    timestamp DateTime64(3, 'UTC') COMMENT 'When it happened, in UTC, as the producer said; else the time of receipt',
    received_at DateTime64(3, 'UTC') COMMENT 'When Weir received it, in UTC',
    user_id String COMMENT 'User, as the producer named them',
    video_id String COMMENT 'Video; empty where the event has none',
    session_id String COMMENT 'Session; empty where the event has none',
    value Nullable(Float64) COMMENT 'Amount, in the unit of the type; NULL where the event has none',
    properties_json String COMMENT 'Properties exactly as sent, as JSON text; empty where the event has none',
    properties JSON MATERIALIZED JSONExtract(properties_json, 'JSON')
        COMMENT 'Properties as JSON; {} where there are none, or a number in them does not fit into 64 bits'
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(timestamp)
PRIMARY KEY (toStartOfHour(timestamp), type, user_id)
ORDER BY (toStartOfHour(timestamp), type, user_id, event_id, received_at)
COMMENT 'Storage of events, which is the view to query: here a row may appear more than once';

-- Not partitioned by failed_at: a record that fails again after a restart has another one, and must still collapse.
CREATE TABLE IF NOT EXISTS weir.dead_letters_store
(
    failed_at DateTime64(3, 'UTC') COMMENT 'When the record was set aside, in UTC',
    reason LowCardinality(String) COMMENT 'Stable code of why, malformed or late',
    detail String COMMENT 'A sentence on why',
    topic LowCardinality(String) COMMENT 'Kafka topic that the record was read from',
    partition UInt32 COMMENT 'Kafka partition that the record was read from',
    offset UInt64 COMMENT 'Offset of the record in its partition',
    key String COMMENT 'Key of the record; raw bytes',
    payload String COMMENT 'Value of the record as it was read; raw bytes'
)
ENGINE = ReplacingMergeTree
ORDER BY (topic, partition, offset)
COMMENT 'Storage of dead_letters, which is the view to query: here a row may appear more than once';

CREATE TABLE IF NOT EXISTS weir.freshness_store
(
    table_name LowCardinality(String) COMMENT 'Name of a view, such as video_views_daily',
    as_of DateTime64(3, 'UTC') COMMENT 'Every event accepted before this instant, in UTC, is visible in the view'
)
ENGINE = ReplacingMergeTree(as_of)
ORDER BY table_name
COMMENT 'Storage of freshness, which is the view to query: here a row may appear in several versions';
