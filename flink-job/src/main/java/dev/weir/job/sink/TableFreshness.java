// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

/**
 * Every event accepted before {@code asOf} is visible in the table.
 *
 * @param asOf milliseconds since the Unix epoch
 */
record TableFreshness(String tableName, long asOf) {}
