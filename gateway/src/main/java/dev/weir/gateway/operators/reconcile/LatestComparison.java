// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.reconcile;

import java.time.Instant;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A summary of the latest comparison: the outcome of all records that the job has read.
 *
 * @param problem the first problem; null if the ledger balances
 */
public record LatestComparison(
        Instant checkedAt,
        boolean isBalanced,
        long read,
        long counted,
        long duplicates,
        long late,
        long malformed,
        @Nullable String problem) {

    static LatestComparison of(Comparison comparison, Instant now) {
        return new LatestComparison(
                now,
                comparison.isBalanced(),
                sum(comparison, PartitionLedger::read),
                sum(comparison, PartitionLedger::counted),
                sum(comparison, PartitionLedger::duplicates),
                sum(comparison, PartitionLedger::late),
                sum(comparison, PartitionLedger::malformed),
                comparison.isBalanced() ? null : comparison.problems().get(0));
    }

    private static long sum(Comparison comparison, ToLongFunction<PartitionLedger> amount) {
        return comparison.partitions().stream().mapToLong(amount).sum();
    }
}
