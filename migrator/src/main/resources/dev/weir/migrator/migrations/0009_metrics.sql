-- Metrics that users define. A definition is identified by a number that depends on what it computes, so a changed
-- definition has rows of its own.

CREATE TABLE IF NOT EXISTS weir.metric_values_store
(
    definition UInt64 COMMENT 'Id of the definition, as in metric_definitions',
    interval Enum8('minute' = 1, 'hour' = 2, 'day' = 3) COMMENT 'Length of the interval',
    start DateTime('UTC') COMMENT 'Begin of the interval in UTC, by the timestamp of the events',
    group_1 String COMMENT 'First group of the definition; empty if the events have none',
    group_2 String COMMENT 'Second group',
    group_3 String COMMENT 'Third group',
    group_4 String COMMENT 'Fourth group',
    events UInt64 COMMENT 'Events measured, each counted once; an exact count',
    sum Decimal(76, 20) COMMENT 'Exact sum of the numbers; 0 for counts and unique counts',
    min Decimal(76, 20) COMMENT 'Smallest number',
    max Decimal(76, 20) COMMENT 'Largest number',
    last Decimal(76, 20) COMMENT 'Number of the latest event, by timestamp, then by place in the log',
    last_at DateTime64(3, 'UTC') COMMENT 'Timestamp of the latest event in UTC',
    last_offset UInt64 COMMENT 'Offset of the latest event in its partition of the log',
    last_partition UInt32 COMMENT 'Partition of the latest event in the log',
    buckets Array(UInt64) COMMENT 'Events by bucket of a histogram, and at the end those above the last bound',
    uniques UInt64 COMMENT 'Distinct values of a unique count; exact',
    version UInt64 COMMENT 'Grows with every correction; of several rows for an interval and its groups the highest wins'
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(start)
ORDER BY (definition, interval, start, group_1, group_2, group_3, group_4)
SETTINGS index_granularity = 1024
COMMENT 'Storage of the metric views (metric_NAME), which are the views to query: here a row may appear in several versions';

-- A unique count of a day in another time zone, or of several days, is counted from here. All zones of today are whole
-- quarters of an hour from UTC.
CREATE TABLE IF NOT EXISTS weir.metric_members_store
(
    definition UInt64 COMMENT 'Id of the definition, as in metric_definitions',
    quarter DateTime('UTC') COMMENT 'Begin of the quarter of an hour in UTC',
    group_1 String COMMENT 'First group of the definition; empty if the events have none',
    group_2 String COMMENT 'Second group',
    group_3 String COMMENT 'Third group',
    group_4 String COMMENT 'Fourth group',
    member String COMMENT 'Distinct value; a value longer than 64 characters is replaced by its SHA-256'
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(quarter)
ORDER BY (definition, quarter, group_1, group_2, group_3, group_4, member)
COMMENT 'Distinct values of unique counts, by quarter of an hour: here a row may appear more than once';

CREATE TABLE IF NOT EXISTS weir.metric_skipped_store
(
    definition UInt64 COMMENT 'Id of the definition, as in metric_definitions',
    day Date COMMENT 'Day in UTC of the events, by their timestamp',
    events UInt64 COMMENT 'Events that the metric skipped, because the value to aggregate was absent or no number',
    version UInt64 COMMENT 'Grows with every correction; of several rows for a day the highest wins'
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYear(day)
ORDER BY (definition, day)
COMMENT 'Storage of metric_skipped, which is the view to query: here a row may appear in several versions';

CREATE OR REPLACE VIEW weir.metric_skipped
(
    definition UInt64 COMMENT 'Id of the definition, as in metric_definitions',
    day Date COMMENT 'Day in UTC of the events, by their timestamp',
    events UInt64 COMMENT 'Events that the metric skipped, because the value to aggregate was absent or no number'
)
AS SELECT definition, day, events
FROM weir.metric_skipped_store FINAL
COMMENT 'Events that a metric skipped, by day in UTC';

CREATE TABLE IF NOT EXISTS weir.metric_definitions_store
(
    definition UInt64 COMMENT 'Id of the definition: equal for definitions that compute the same',
    metric String COMMENT 'Name of the metric',
    since DateTime64(3, 'UTC') COMMENT 'The job has measured every event that was received from then on, in UTC; 1970-01-01 if every event of the log',
    past_since DateTime64(3, 'UTC') COMMENT 'When the first of the past events was received that the job measures besides, in UTC',
    past_first_day Int32 COMMENT 'First day of these events, as days since 1970-01-01',
    past_last_day Int32 COMMENT 'Last day of these events; before the first if there are none',
    declared_at DateTime64(3, 'UTC') COMMENT 'When the job started with the definition, in UTC; of several rows for a definition the latest wins'
)
ENGINE = ReplacingMergeTree(declared_at)
ORDER BY definition
COMMENT 'Storage of metric_definitions, which is the view to query: here a row may appear in several versions';

CREATE TABLE IF NOT EXISTS weir.metric_filled_days_store
(
    definition UInt64 COMMENT 'Id of the definition, as in metric_definitions',
    day Date COMMENT 'Day in UTC whose past events are measured',
    visible_from DateTime64(3, 'UTC') COMMENT 'The totals of the day have these events once metric_values and metric_members are as fresh as this, in UTC'
)
ENGINE = ReplacingMergeTree
ORDER BY (definition, day)
COMMENT 'Days whose past events a definition has measured: here a row may appear more than once';

CREATE OR REPLACE VIEW weir.metric_definitions
(
    definition UInt64 COMMENT 'Id of the definition: equal for definitions that compute the same',
    metric String COMMENT 'Name of the metric',
    since DateTime64(3, 'UTC') COMMENT 'The metric is whole for events received from then on, in UTC; 1970-01-01 if it is for every event of the log',
    past_days UInt64 COMMENT 'Days of past events to measure, from before the definition',
    past_days_measured UInt64 COMMENT 'How many of them are measured'
)
AS SELECT
    definitions.definition AS definition,
    definitions.metric AS metric,
    if(past_days > 0 AND past_days_measured >= past_days, definitions.past_since, definitions.since) AS since,
    toUInt64(greatest(0, definitions.past_last_day - definitions.past_first_day + 1)) AS past_days,
    filled.days AS past_days_measured
FROM weir.metric_definitions_store AS definitions FINAL
LEFT JOIN
(
    SELECT definition, uniqExact(day) AS days
    FROM weir.metric_filled_days_store
    WHERE visible_from <= (SELECT min(as_of) FROM weir.freshness WHERE table_name IN ('metric_values', 'metric_members'))
    GROUP BY definition
) AS filled
    ON filled.definition = definitions.definition
COMMENT 'The definitions that the job has measured events by, also those that are no longer in the file';

-- Stated again for one more account.
CREATE OR REPLACE VIEW weir.ledger
(
    epoch UInt16 COMMENT 'Epoch of the job',
    checkpoint UInt64 COMMENT 'Checkpoint of the job that the amounts belong to; the last complete one',
    account LowCardinality(String) COMMENT 'By partition: first_offset, offset (the next to read), read, counted, duplicates, late, malformed. By day: events, view_events, views, dau, wau, mau, metric_events (of all defined metrics together). One each: activity, clock, lines (how many other lines there are)',
    key Int64 COMMENT 'Partition of the log, or day as days since 1970-01-01, or 0; as the account says',
    amount Int64 COMMENT 'Amount up to the checkpoint, since the job first read the log',
    noted_at DateTime64(3, 'UTC') COMMENT 'When the checkpoint was taken, in UTC'
)
AS SELECT
    line.epoch AS epoch,
    argMax(line.checkpoint, line.version) OVER () AS checkpoint,
    line.account AS account,
    line.key AS key,
    line.amount AS amount,
    argMax(line.noted_at, line.version) OVER () AS noted_at
FROM
(
    SELECT epoch, checkpoint, account, key, amount, noted_at, version
    FROM weir.ledger_store FINAL
    ORDER BY life DESC
    LIMIT 1 WITH TIES
) AS line
COMMENT 'The ledger of the job as of its last complete checkpoint. For every partition read = counted + duplicates + late + malformed';
