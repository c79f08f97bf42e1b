-- Readings: events of the type metric, which the gateway makes of measurements of services. They have no tables; their
-- identity makes them exact, as it does for all raw events.

CREATE OR REPLACE VIEW weir.metrics
(
    time DateTime64(3, 'UTC') COMMENT 'When it was measured, in UTC, as the service said; else the time of receipt',
    service_name String COMMENT 'Service that was measured',
    metric_name String COMMENT 'What was measured, such as http.server.duration',
    value Float64 COMMENT 'Measured value, as sent: a counter that only grows is not turned into differences',
    unit String COMMENT 'Unit of the value, such as ms; empty if none was sent',
    attributes Map(String, String) COMMENT 'Dimensions by name, such as http.route; a value that is no text is written as JSON',
    id String COMMENT 'Identity of the reading within its service; assigned by Weir if the service sent none',
    received_at DateTime64(3, 'UTC') COMMENT 'When Weir received it, in UTC'
)
AS SELECT
    timestamp AS time,
    user_id AS service_name,
    JSONExtractString(properties_json, 'metric_name') AS metric_name,
    assumeNotNull(value) AS value,
    JSONExtractString(properties_json, 'unit') AS unit,
    JSONExtract(properties_json, 'attributes', 'Map(String, String)') AS attributes,
    event_id AS id,
    received_at
FROM weir.events_store FINAL
WHERE type = 'metric' AND isNotNull(events_store.value)
SETTINGS do_not_merge_across_partitions_select_final = 1
COMMENT 'Every reading, once. Filter by time: the data is laid out by it';

CREATE OR REPLACE VIEW weir.metrics_by_minute
(
    service_name String COMMENT 'Service that was measured',
    metric_name String COMMENT 'What was measured',
    start DateTime('UTC') COMMENT 'Begin of the minute in UTC, by the time of the readings',
    count UInt64 COMMENT 'Readings, each counted once, whatever their attributes',
    min Float64 COMMENT 'Smallest value',
    max Float64 COMMENT 'Largest value',
    mean Float64 COMMENT 'Mean of the values',
    last Float64 COMMENT 'Value of the latest reading, by time, then by place in the log'
)
AS SELECT
    user_id AS service_name,
    JSONExtractString(properties_json, 'metric_name') AS metric_name,
    toStartOfMinute(timestamp) AS start,
    count() AS count,
    min(assumeNotNull(value)) AS min,
    max(assumeNotNull(value)) AS max,
    avg(assumeNotNull(value)) AS mean,
    argMax(assumeNotNull(value), (timestamp, offset)) AS last
FROM weir.events_store FINAL
WHERE type = 'metric' AND isNotNull(value)
GROUP BY service_name, metric_name, start
SETTINGS do_not_merge_across_partitions_select_final = 1
COMMENT 'Readings of each service and metric, by minute in UTC: exact. Filter by start. A minute without readings has no row';

CREATE OR REPLACE VIEW weir.metrics_by_hour
(
    service_name String COMMENT 'Service that was measured',
    metric_name String COMMENT 'What was measured',
    start DateTime('UTC') COMMENT 'Begin of the hour in UTC, by the time of the readings',
    count UInt64 COMMENT 'Readings, each counted once, whatever their attributes',
    min Float64 COMMENT 'Smallest value',
    max Float64 COMMENT 'Largest value',
    mean Float64 COMMENT 'Mean of the values',
    last Float64 COMMENT 'Value of the latest reading, by time, then by place in the log'
)
AS SELECT
    user_id AS service_name,
    JSONExtractString(properties_json, 'metric_name') AS metric_name,
    toStartOfHour(toDateTime(timestamp, 'UTC')) AS start,
    count() AS count,
    min(assumeNotNull(value)) AS min,
    max(assumeNotNull(value)) AS max,
    avg(assumeNotNull(value)) AS mean,
    argMax(assumeNotNull(value), (timestamp, offset)) AS last
FROM weir.events_store FINAL
WHERE type = 'metric' AND isNotNull(value)
GROUP BY service_name, metric_name, start
SETTINGS do_not_merge_across_partitions_select_final = 1
COMMENT 'Readings of each service and metric, by hour in UTC: exact. Filter by start. An hour without readings has no row';

CREATE OR REPLACE VIEW weir.metrics_by_day
(
    service_name String COMMENT 'Service that was measured',
    metric_name String COMMENT 'What was measured',
    start Date COMMENT 'Day in UTC, by the time of the readings',
    count UInt64 COMMENT 'Readings, each counted once, whatever their attributes',
    min Float64 COMMENT 'Smallest value',
    max Float64 COMMENT 'Largest value',
    mean Float64 COMMENT 'Mean of the values',
    last Float64 COMMENT 'Value of the latest reading, by time, then by place in the log'
)
AS SELECT
    user_id AS service_name,
    JSONExtractString(properties_json, 'metric_name') AS metric_name,
    toDate(timestamp) AS start,
    count() AS count,
    min(assumeNotNull(value)) AS min,
    max(assumeNotNull(value)) AS max,
    avg(assumeNotNull(value)) AS mean,
    argMax(assumeNotNull(value), (timestamp, offset)) AS last
FROM weir.events_store FINAL
WHERE type = 'metric' AND isNotNull(value)
GROUP BY service_name, metric_name, start
SETTINGS do_not_merge_across_partitions_select_final = 1
COMMENT 'Readings of each service and metric, by day in UTC: exact. Filter by start. A day without readings has no row';
