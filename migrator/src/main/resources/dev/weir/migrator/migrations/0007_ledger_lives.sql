-- A page of the books is the lines that have changed since the one before. Only the first page of a run of the job is whole.

-- No clock says which page is the latest. Pages from before this column are a life each, as they replaced one another.
ALTER TABLE weir.ledger_store ADD COLUMN IF NOT EXISTS
    life UInt64 DEFAULT version COMMENT 'Version of the first page of the run of the job that wrote the line; lines of earlier lives do not count'
    AFTER version;

ALTER TABLE weir.ledger_store COMMENT COLUMN
    version 'The same for all lines of a page: the epoch in the high 16 bits, the number of the page in the low 48; the highest wins';

-- One scan of the table, so that a reader sees each page as a whole or not at all.
CREATE OR REPLACE VIEW weir.ledger
(
    epoch UInt16 COMMENT 'Epoch of the job',
    checkpoint UInt64 COMMENT 'Checkpoint of the job that the amounts belong to; the last complete one',
    account LowCardinality(String) COMMENT 'By partition: first_offset, offset (the next to read), read, counted, duplicates, late, malformed. By day: events, view_events, views, dau, wau, mau. One each: activity, clock, lines (how many other lines there are)',
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
COMMENT 'The books of the job as of its last complete checkpoint. For every partition read = counted + duplicates + late + malformed';
