// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.reconcile;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The comparison of the log, the ledger and the tables.
 *
 * <p>The tables are ahead of the ledger, which is as of the last checkpoint. A sum that is larger than in the ledger may
 * therefore be correct. It is wrong only if the ledger covers everything that the log contained when the sum was read. A
 * sum that is smaller is wrong at once, because every table is flushed before a page of the ledger is published.
 *
 * @param settled whether a later ledger cannot change the result
 */
record Comparison(
        Ledger ledger,
        List<PartitionLedger> partitions,
        Map<LedgerColumn, ColumnSums> columns,
        List<Difference> differences,
        boolean settled,
        List<String> problems) {

    /** The sums of a column over the compared keys. */
    record ColumnSums(long applied, long stored) {}

    /**
     * Compares the readings. Reports only differences that no change between the readings explains.
     *
     * @param after the ledger, read after all other readings
     */
    static Comparison of(ComparisonScope scope, Readings readings, Ledger after) {
        List<PartitionLedger> partitions = partitions(readings.since(), readings.log(), after);
        List<String> problems = new ArrayList<>(after.problems());
        partitions.forEach(partition -> problems.addAll(partition.problems()));
        problems.addAll(stages(after));

        boolean isRebuildBegun = readings.areOfARebuild(after);
        boolean isCovered = partitions.stream().allMatch(partition -> partition.pending() == 0);
        Map<LedgerColumn, ColumnSums> columns = new TreeMap<>();
        List<Difference> differences = new ArrayList<>();
        readings.stored().byColumn().forEach((column, sums) -> {
            if (!isRebuildBegun) {
                differences.addAll(compare(scope, column, readings.before(), sums, after, isCovered));
            }
            columns.put(
                    column, new ColumnSums(within(scope, column, column.applied(after)), within(scope, column, sums)));
        });
        differences.stream()
                .filter(Difference::isWrong)
                .map(Difference::sentence)
                .forEach(problems::add);
        boolean settled = !isRebuildBegun
                && partitions.stream().noneMatch(PartitionLedger::isCutOff)
                && differences.stream().allMatch(Difference::isWrong);
        return new Comparison(after, partitions, columns, differences, settled, problems);
    }

    /** Returns the result if no later page is awaited: whatever only a later page could explain becomes a problem. */
    Comparison atLast() {
        List<String> all = new ArrayList<>(problems);
        partitions.stream()
                .filter(PartitionLedger::isCutOff)
                .map(PartitionLedger::cutOff)
                .forEach(all::add);
        return new Comparison(ledger, partitions, columns, differences, settled, all);
    }

    boolean isBalanced() {
        return problems.isEmpty();
    }

    boolean isBalanced(PartitionLedger partition) {
        return partition.problems().isEmpty() && (!partition.isCutOff() || !problems.contains(partition.cutOff()));
    }

    /** Whether all sums are equal, and not only as different as the time between the readings explains. */
    boolean isEqual() {
        return columns.values().stream().allMatch(sums -> sums.applied() == sums.stored());
    }

    long pending() {
        return partitions.stream().mapToLong(PartitionLedger::pending).sum();
    }

    private static List<PartitionLedger> partitions(Ledger since, LogOffsets log, Ledger after) {
        Set<Integer> known = new TreeSet<>(log.partitions().keySet());
        // Includes partitions that Kafka no longer has. Their log counts as empty.
        Set<Long> read = new HashSet<>(since.of("offset").keySet());
        read.addAll(after.of("offset").keySet());
        read.forEach(partition -> known.add(partition.intValue()));
        return known.stream()
                .map(partition -> PartitionLedger.of(since, log.of(partition), after, partition))
                .toList();
    }

    /** Each stage of the job must have applied everything that the previous stage passed on. */
    private static List<String> stages(Ledger ledger) {
        List<String> problems = new ArrayList<>();
        for (String account : List.of("activity", "events")) {
            if (ledger.total(account) != ledger.total("counted")) {
                problems.add(String.format(
                        Locale.ROOT,
                        "The job has counted %d events, but its ledger of %s has %d. This is a defect of the job:"
                                + " report it with this response.",
                        ledger.total("counted"),
                        account,
                        ledger.total(account)));
            }
        }
        if (!ledger.of("views").equals(ledger.of("view_events"))) {
            problems.add(String.format(
                    Locale.ROOT,
                    "The job has counted %d views, but its ledger of views has %d, or differs on some day. This is"
                            + " a defect of the job: report it with this response.",
                    ledger.total("view_events"),
                    ledger.total("views")));
        }
        return problems;
    }

    private static List<Difference> compare(
            ComparisonScope scope,
            LedgerColumn column,
            Ledger before,
            SortedMap<Long, Long> stored,
            Ledger after,
            boolean isCovered) {
        SortedMap<Long, Long> least = column.applied(before);
        SortedMap<Long, Long> most = column.applied(after);
        Set<Long> keys = new TreeSet<>(least.keySet());
        keys.addAll(stored.keySet());
        List<Difference> differences = new ArrayList<>();
        for (long key : keys) {
            long sum = stored.getOrDefault(key, 0L);
            if (!scope.contains(column, key)) {
                continue;
            }
            if (sum < least.getOrDefault(key, 0L)) {
                differences.add(new Difference(column, key, least.getOrDefault(key, 0L), sum, true));
            } else if (sum > most.getOrDefault(key, 0L) && column.isDue(after, key)) {
                differences.add(new Difference(column, key, most.getOrDefault(key, 0L), sum, isCovered));
            }
        }
        return differences;
    }

    private static long within(ComparisonScope scope, LedgerColumn column, SortedMap<Long, Long> sums) {
        return sums.entrySet().stream()
                .filter(sum -> scope.contains(column, sum.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
