-- The books of the job: what became of every record of the log, and what each table should add up to.

-- Each page is one insert, replaces all lines of the page before, and has one version.
CREATE TABLE IF NOT EXISTS weir.ledger_store
(
    epoch UInt16 COMMENT 'Epoch of the job',
    checkpoint UInt64 COMMENT 'Checkpoint of the job that the amount belongs to',
    account LowCardinality(String) COMMENT 'What there is an amount of, such as read or views',
    key Int64 COMMENT 'Partition of the log, or day as days since 1970-01-01, or 0; as the account says',
    amount Int64 COMMENT 'Amount up to the checkpoint, since the job first read the log',
    noted_at DateTime64(3, 'UTC') COMMENT 'When the checkpoint was taken, in UTC',
    version UInt64 COMMENT 'The same for all lines of a page: the epoch in the high 16 bits, noted_at in the low 48; the highest wins'
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (account, key)
COMMENT 'Storage of ledger, which is the view to query: here a line may appear in several versions';

CREATE OR REPLACE VIEW weir.ledger
(
    epoch UInt16 COMMENT 'Epoch of the job',
    checkpoint UInt64 COMMENT 'Checkpoint of the job that the amounts belong to; the last complete one',
    account LowCardinality(String) COMMENT 'By partition: first_offset, offset (the next to read), read, counted, duplicates, late, malformed. By day: events, view_events, views, dau, wau, mau. One each: activity, clock',
    key Int64 COMMENT 'Partition of the log, or day as days since 1970-01-01, or 0; as the account says',
    amount Int64 COMMENT 'Amount up to the checkpoint, since the job first read the log',
    noted_at DateTime64(3, 'UTC') COMMENT 'When the checkpoint was taken, in UTC'
)
AS SELECT epoch, checkpoint, account, key, amount, noted_at
FROM weir.ledger_store FINAL
ORDER BY version DESC
LIMIT 1 WITH TIES
COMMENT 'The books of the job as of its last complete checkpoint. For every partition read = counted + duplicates + late + malformed';
