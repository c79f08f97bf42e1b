package dev.weir.job.sink;

/**
 * Every event accepted before {@code asOf} is visible in a table, as far as one of its writers is concerned.
 *
 * @param writer from 0
 * @param writers how many the table has
 * @param asOf milliseconds since the Unix epoch
 * @param afterRows whether the writer has just inserted rows
 */
public record Freshness(String tableName, int writer, int writers, long asOf, boolean afterRows) {}
