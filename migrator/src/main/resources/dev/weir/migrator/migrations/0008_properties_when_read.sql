-- Parsing each event's properties into JSON cost more than all the rest of its row, at the insert and again in every merge.
-- The text as sent is stored, and becomes JSON in the queries that ask for it.

-- The column has no data of its own: properties_json has all of it. IF EXISTS, because a migration may be run twice.
ALTER TABLE weir.events_store DROP COLUMN IF EXISTS properties;

ALTER TABLE weir.events_store ADD COLUMN IF NOT EXISTS
    properties JSON ALIAS JSONExtract(properties_json, 'JSON')
    COMMENT 'Properties as JSON, made from properties_json where it is read; {} where there are none, or a number in them does not fit into 64 bits'
    AFTER offset;

-- {"a.b":1,"a":{"b":2}} names one path twice: the first of them is kept rather than nothing.
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
    properties JSON COMMENT 'Properties of the event, such as properties.plan. {} where there are none, or a number in them does not fit into 64 bits; events_store.properties_json has the text as sent, and is faster to read over many events'
)
AS SELECT event_id, type, timestamp, received_at, user_id, video_id, session_id, value, properties
FROM weir.events_store FINAL
SETTINGS do_not_merge_across_partitions_select_final = 1, type_json_skip_duplicated_paths = 1
COMMENT 'Every counted event, once. Filter by timestamp: the data is laid out by it';
