package dev.weir.job.sink;

/**
 * A line of the books as the table has it.
 *
 * @param life the number of the first page of this run of the job
 * @param number of the page: a later one has a higher one, whatever any clock says
 */
record LedgerRow(long checkpoint, long notedAt, LedgerPage.Line line, long number, long life) {}
