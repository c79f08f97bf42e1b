-- What analysts query: one row for each thing described, without versions.
--
-- Rows with the same sorting key always share a partition, so each partition can be made final by itself.

CREATE OR REPLACE VIEW weir.video_views_daily
(
    day Date COMMENT 'Day in UTC that the views happened on, by the timestamp of the event',
    video_id String COMMENT 'Video, as its producer named it',
    views UInt64 COMMENT 'Events of the type video_view, each counted once; an exact count'
)
AS SELECT day, video_id, views
FROM weir.video_views_daily_store FINAL
SETTINGS do_not_merge_across_partitions_select_final = 1
COMMENT 'Views of each video on each day in UTC: exact, deduplicated, corrected by late events. A day without views has no row';

CREATE OR REPLACE VIEW weir.video_views_30d
(
    as_of Date COMMENT 'Last day in UTC of the 30 days',
    video_id String COMMENT 'Video, as its producer named it',
    views UInt64 COMMENT 'Events of the type video_view in the 30 days that end with as_of; an exact count'
)
AS SELECT as_of, video_id, views
FROM weir.video_views_30d_store FINAL
SETTINGS do_not_merge_across_partitions_select_final = 1
COMMENT 'Views of each video in the 30 days that end with as_of, in UTC: exact. A row for every as_of from the first view to 29 days after the last, up to today. Do not add up rows of different as_of: their days overlap';

CREATE OR REPLACE VIEW weir.active_users_daily
(
    day Date COMMENT 'Day in UTC',
    dau UInt64 COMMENT 'Distinct users with an event on the day; an exact count',
    wau UInt64 COMMENT 'Distinct users with an event in the 7 days that end with the day; an exact count',
    mau UInt64 COMMENT 'Distinct users with an event in the 30 days that end with the day; an exact count'
)
AS SELECT
    stored.day AS day,
    bitAnd(stored.dau, 0xFFFFFFFFFFFF) AS dau,
    bitAnd(stored.wau, 0xFFFFFFFFFFFF) AS wau,
    bitAnd(stored.mau, 0xFFFFFFFFFFFF) AS mau
FROM weir.active_users_daily_store AS stored FINAL
SETTINGS do_not_merge_across_partitions_select_final = 1
COMMENT 'Distinct users with any event, by day in UTC: exact, not estimated. Do not add up days: the same user counts on each';

CREATE OR REPLACE VIEW weir.events_per_minute
(
    minute DateTime('UTC') COMMENT 'Begin of the minute in UTC, by the timestamp of the event',
    type LowCardinality(String) COMMENT 'Type of the event, such as video_view',
    events UInt64 COMMENT 'Events of the type in the minute, each counted once; an exact count'
)
AS SELECT minute, type, events
FROM weir.events_per_minute_store FINAL
SETTINGS do_not_merge_across_partitions_select_final = 1
COMMENT 'Events of each type in each minute in UTC: exact and deduplicated; add up freely. A minute without events has no row';

CREATE OR REPLACE VIEW weir.events
(
    event_id String COMMENT 'Identity of the event for its user; assigned by Weir where the producer gave none',
    type LowCardinality(String) COMMENT 'Type of the event, such as video_view',
    timestamp DateTime64(3, 'UTC') COMMENT 'When it happened, in UTC, as the producer said; else the time of receipt',
    received_at DateTime64(3, 'UTC') COMMENT 'When Weir received it, in UTC',
    user_id String COMMENT 'User, as the producer named them',
    video_id String COMMENT 'Video; empty where the event has none',
    session_id String COMMENT 'Session; empty where the event has none',
    value Nullable(Float64) COMMENT 'Amount, in the unit of the type; NULL where the event has none',
    properties JSON COMMENT 'Properties of the event, such as properties.plan. {} where there are none, or a number in them does not fit into 64 bits; events_store.properties_json has the text as sent'
)
AS SELECT event_id, type, timestamp, received_at, user_id, video_id, session_id, value, properties
FROM weir.events_store FINAL
SETTINGS do_not_merge_across_partitions_select_final = 1
COMMENT 'Every counted event, once. Filter by timestamp: the data is laid out by it';

CREATE OR REPLACE VIEW weir.dead_letters
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
AS SELECT failed_at, reason, detail, topic, partition, offset, key, payload
FROM weir.dead_letters_store FINAL
COMMENT 'Every record that was read from Kafka and could not be counted, once, with the reason';

CREATE OR REPLACE VIEW weir.freshness
(
    table_name LowCardinality(String) COMMENT 'Name of a view, such as video_views_daily',
    as_of DateTime64(3, 'UTC') COMMENT 'Every event accepted before this instant, in UTC, is visible in the view'
)
AS SELECT table_name, as_of
FROM weir.freshness_store FINAL
COMMENT 'How far each view has come';
