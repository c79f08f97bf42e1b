-- How far the log is counted, in its own offsets, between two pages of the ledger.

CREATE TABLE IF NOT EXISTS weir.progress_store
(
    partition UInt32 COMMENT 'Partition of the log',
    next_offset UInt64 COMMENT 'First offset that is not spoken of',
    visible_from DateTime64(3, 'UTC') COMMENT 'A view whose freshness is this or later counts every record before next_offset'
)
ENGINE = ReplacingMergeTree(visible_from)
ORDER BY partition
COMMENT 'Storage of progress, which is the view to query: here a partition may appear in several versions';

CREATE OR REPLACE VIEW weir.progress
(
    partition UInt32 COMMENT 'Partition of the log',
    next_offset UInt64 COMMENT 'First offset that is not spoken of',
    visible_from DateTime64(3, 'UTC') COMMENT 'A view whose freshness is this or later counts every record before next_offset'
)
AS SELECT partition, next_offset, visible_from
FROM weir.progress_store FINAL
COMMENT 'How far each partition of the log has been read, and how fresh a view must be to hold all of that';
