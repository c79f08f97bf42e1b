-- A changed definition is another version of its metric. The previous version is read until the new one is whole.

ALTER TABLE weir.metric_definitions_store ADD COLUMN IF NOT EXISTS
    shape String COMMENT 'Aggregate, groups and buckets: definitions with the same shape have the same columns' AFTER metric;

CREATE TABLE IF NOT EXISTS weir.metric_replaced_store
(
    definition UInt64 COMMENT 'Id of a definition that was no longer in the file when the job started',
    as_of DateTime64(3, 'UTC') COMMENT 'Its numbers include every event that was accepted before then, in UTC',
    noted_at DateTime64(3, 'UTC') COMMENT 'When the job started without it, in UTC; of several rows for a definition the latest wins'
)
ENGINE = ReplacingMergeTree(noted_at)
ORDER BY definition
COMMENT 'How fresh definitions are that the job no longer measures by: here a row may appear in several versions';

CREATE TABLE IF NOT EXISTS weir.metric_deleted_store
(
    definition UInt64 COMMENT 'Id of a definition whose rows were deleted',
    day Date COMMENT 'Day in UTC of the events, by their timestamp',
    epoch UInt16 COMMENT 'Epoch of the job that measured them',
    events UInt64 COMMENT 'Events measured; of several rows for a day the highest wins'
)
ENGINE = ReplacingMergeTree(events)
PARTITION BY toYear(day)
ORDER BY (definition, day, epoch)
COMMENT 'What the deleted rows of metrics had counted, so that the ledger can still be compared: here a row may appear in several versions';

CREATE OR REPLACE VIEW weir.metric_definitions
(
    definition UInt64 COMMENT 'Id of the definition: equal for definitions that compute the same',
    metric String COMMENT 'Name of the metric',
    shape String COMMENT 'Aggregate, groups and buckets: definitions with the same shape have the same columns',
    since DateTime64(3, 'UTC') COMMENT 'The metric is whole for events received from then on, in UTC; 1970-01-01 if it is for every event of the log',
    filling_since DateTime64(3, 'UTC') COMMENT 'When the job began to measure past events, in UTC; 1970-01-01 if it has none to measure',
    past_days UInt64 COMMENT 'Days of past events to measure, from before the definition',
    past_days_measured UInt64 COMMENT 'How many of them are measured',
    whole Bool COMMENT 'Whether all of them are measured',
    declared_at DateTime64(3, 'UTC') COMMENT 'When the job last started with the definition, in UTC',
    replaced_as_of DateTime64(3, 'UTC') COMMENT 'If the job no longer measures by the definition: its numbers include every event that was accepted before then, in UTC; otherwise 1970-01-01'
)
AS SELECT
    definitions.definition AS definition,
    definitions.metric AS metric,
    definitions.shape AS shape,
    if(past_days > 0 AND whole, definitions.past_since, definitions.since) AS since,
    if(past_days > 0, definitions.since, toDateTime64(0, 3, 'UTC')) AS filling_since,
    toUInt64(greatest(0, definitions.past_last_day - definitions.past_first_day + 1)) AS past_days,
    filled.days AS past_days_measured,
    toBool(past_days_measured >= past_days) AS whole,
    definitions.declared_at AS declared_at,
    if(replaced.noted_at > definitions.declared_at, replaced.as_of, toDateTime64(0, 3, 'UTC')) AS replaced_as_of
FROM weir.metric_definitions_store AS definitions FINAL
LEFT JOIN
(
    SELECT definition, uniqExact(day) AS days
    FROM weir.metric_filled_days_store
    WHERE visible_from <= (SELECT min(as_of) FROM weir.freshness WHERE table_name IN ('metric_values', 'metric_members'))
    GROUP BY definition
) AS filled
    ON filled.definition = definitions.definition
LEFT JOIN
(
    SELECT definition, as_of, noted_at
    FROM weir.metric_replaced_store FINAL
) AS replaced
    ON replaced.definition = definitions.definition
COMMENT 'The definitions that the job has measured events by, also those that are no longer in the file';
