// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

/**
 * One writer of a table reports that it has made its rows of every event accepted before {@code asOf} visible.
 *
 * @param writer the index of the writer, from 0
 * @param writers the number of writers of the table
 * @param asOf milliseconds since the Unix epoch
 * @param afterRows whether the writer has just inserted rows
 */
public record FreshnessReport(String tableName, int writer, int writers, long asOf, boolean afterRows) {}
