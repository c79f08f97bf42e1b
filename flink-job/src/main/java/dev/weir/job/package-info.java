// SPDX-License-Identifier: Apache-2.0
/**
 * The streaming job: its configuration, its graph and its entry point.
 *
 * <p>To follow an event through the code, read in this order:
 *
 * <ol>
 *   <li>{@link dev.weir.job.WeirJob}: the entry point. It checks the start ({@code start}) and submits the graph.
 *   <li>{@link dev.weir.job.JobGraph}: all operators and the streams between them.
 *   <li>{@code source}: reads records from Kafka. {@code CaughtUpSource} also advances the watermark.
 *   <li>{@code decode}: {@code DecodeOperator} emits each record as an event or a dead letter.
 *   <li>{@code dedup}: {@code DeduplicateOperator} drops duplicates and late events. A {@code Shard} knows the
 *       identities.
 *   <li>{@code aggregate}: {@code LocalSumsOperator} sums events within a task, before they cross the network.
 *   <li>{@code views}, {@code activity}, {@code minutes}: a keyed function each, which keeps the totals in state.
 *   <li>{@code sink}: {@code TableWriter} inserts changed rows into ClickHouse. {@code Tables} lists the columns.
 *   <li>{@code ledger}: the counts that each operator keeps of its own work, so that the sums can be verified.
 * </ol>
 */
@NullMarked
package dev.weir.job;

import org.jspecify.annotations.NullMarked;
