// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

/**
 * A ledger line as a row of the table.
 *
 * @param page the number of the page; later pages have higher numbers, independent of any clock
 * @param run the number of the first page of this run of the job
 */
record LedgerRow(long checkpoint, long notedAt, LedgerPage.Line line, long page, long run) {}
