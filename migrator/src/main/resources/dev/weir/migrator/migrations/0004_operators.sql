-- What operators ask for: what was done about a dead letter, and where in the log a counted event stood.

-- Before `properties`, which nobody inserts: clickhouse-jdbc 0.11.0 writes binary rows by the order of the table's columns.
ALTER TABLE weir.events_store ADD COLUMN IF NOT EXISTS
    partition UInt32 COMMENT 'Kafka partition that the event was read from; 0, with the offset 0, in rows from before this column'
    AFTER properties_json;

ALTER TABLE weir.events_store ADD COLUMN IF NOT EXISTS
    offset UInt64 COMMENT 'Offset of the record in its partition; 0, with the partition 0, in rows from before this column'
    AFTER partition;

-- The table is laid out by time, and an operator knows only the identity. Parts from before have no index until they are
-- merged, and are searched in full.
ALTER TABLE weir.events_store ADD INDEX IF NOT EXISTS event_id_index event_id TYPE bloom_filter GRANULARITY 1;

-- An action is written when it starts, and again with its outcome: of rows with the same sorting key the last one stays.
-- One that stays `started` was cut off.
CREATE TABLE IF NOT EXISTS weir.dead_letter_actions_store
(
    at DateTime64(3, 'UTC') COMMENT 'When the action was started, in UTC',
    action LowCardinality(String) COMMENT 'redrive or discard',
    outcome LowCardinality(String) COMMENT 'published, already_counted, unacknowledged, failed, discarded; or started: cut off, or still going on',
    detail String COMMENT 'A sentence on the outcome',
    topic LowCardinality(String) COMMENT 'Kafka topic of the dead letter',
    partition UInt32 COMMENT 'Kafka partition of the dead letter',
    offset UInt64 COMMENT 'Offset of the dead letter in its partition'
)
ENGINE = ReplacingMergeTree
ORDER BY (topic, partition, offset, at, action)
COMMENT 'Storage of dead_letter_actions, which is the view to query: here a row may appear in several versions';

CREATE OR REPLACE VIEW weir.dead_letter_actions
(
    at DateTime64(3, 'UTC') COMMENT 'When the action was started, in UTC',
    action LowCardinality(String) COMMENT 'redrive or discard',
    outcome LowCardinality(String) COMMENT 'published, already_counted, unacknowledged, failed, discarded; or started: cut off, or still going on',
    detail String COMMENT 'A sentence on the outcome',
    topic LowCardinality(String) COMMENT 'Kafka topic of the dead letter',
    partition UInt32 COMMENT 'Kafka partition of the dead letter',
    offset UInt64 COMMENT 'Offset of the dead letter in its partition'
)
AS SELECT at, action, outcome, detail, topic, partition, offset
FROM weir.dead_letter_actions_store FINAL
COMMENT 'What operators did about dead letters, once for each action; join with dead_letters by topic, partition and offset';
