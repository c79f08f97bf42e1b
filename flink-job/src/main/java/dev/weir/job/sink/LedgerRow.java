package dev.weir.job.sink;

/** A line of the books as the table has it. */
record LedgerRow(long checkpoint, long notedAt, LedgerPage.Line line) {}
