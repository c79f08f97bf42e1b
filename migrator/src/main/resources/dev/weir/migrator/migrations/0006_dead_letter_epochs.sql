-- A rebuild may count what had been a dead letter, because the rules or the lateness have changed since. The row then
-- stays, as a record of what happened, and the books of the rebuild do not count it.
ALTER TABLE weir.dead_letters_store ADD COLUMN IF NOT EXISTS
    epoch UInt16 DEFAULT 65535 COMMENT 'Epoch of the job that last set the record aside; 65535 in rows from before this column';
