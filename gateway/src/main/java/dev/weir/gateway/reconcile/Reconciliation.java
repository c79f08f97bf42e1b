package dev.weir.gateway.reconcile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The comparison of the log, the job's books and the tables.
 *
 * <p>The tables run ahead of the books, which are of the last checkpoint: a sum that is larger than the books say may be
 * on its way. It is wrong only once the books cover all that the log held when the sum was taken. A sum that is smaller is
 * wrong at once, because every table is flushed before a page of the books is shown.
 *
 * @param settled whether nothing is left that may be on its way
 */
public record Reconciliation(
        Ledger ledger,
        List<PartitionBooks> partitions,
        Map<Column, ColumnSums> columns,
        List<Difference> differences,
        boolean settled,
        List<String> problems) {

    /** The sums of a column over the keys that were compared. */
    record ColumnSums(long applied, long stored) {}

    /**
     * Compares.
     *
     * @param before the books before the tables were read
     * @param stored the tables
     * @param ends of the log after that
     * @param after the books after that
     */
    static Reconciliation of(
            Scope scope,
            Ledger before,
            Map<Column, SortedMap<Long, Long>> stored,
            Map<Integer, Long> ends,
            Ledger after) {
        List<PartitionBooks> partitions = partitions(after, ends);
        List<String> problems = new ArrayList<>();
        partitions.forEach(partition -> problems.addAll(partition.problems()));
        problems.addAll(stages(after));

        boolean covered = after.covers(ends);
        Map<Column, ColumnSums> columns = new TreeMap<>();
        List<Difference> differences = new ArrayList<>();
        stored.forEach((column, sums) -> {
            List<Difference> found = compare(scope, column, before, sums, after, covered);
            differences.addAll(found);
            columns.put(
                    column, new ColumnSums(within(scope, column, column.applied(after)), within(scope, column, sums)));
        });
        differences.stream()
                .filter(Difference::isWrong)
                .map(Difference::sentence)
                .forEach(problems::add);
        boolean settled = differences.stream().allMatch(Difference::isWrong);
        return new Reconciliation(after, partitions, columns, differences, settled, problems);
    }

    boolean isBalanced() {
        return problems.isEmpty();
    }

    /** Whether the sums are the same to the last number, and not only as far apart as the time between them explains. */
    boolean isEqual() {
        return columns.values().stream().allMatch(sums -> sums.applied() == sums.stored());
    }

    long pending() {
        return partitions.stream().mapToLong(PartitionBooks::pending).sum();
    }

    private static List<PartitionBooks> partitions(Ledger ledger, Map<Integer, Long> ends) {
        Set<Integer> known = new TreeSet<>(ends.keySet());
        ledger.of("read").keySet().forEach(partition -> known.add(partition.intValue()));
        return known.stream()
                // A partition that Kafka no longer knows ends nowhere.
                .map(partition -> PartitionBooks.of(ledger, partition, ends.getOrDefault(partition, 0L)))
                .toList();
    }

    /** What one stage of the job passed on, the next must have applied. */
    private static List<String> stages(Ledger ledger) {
        List<String> problems = new ArrayList<>();
        for (String account : List.of("activity", "events")) {
            if (ledger.total(account) != ledger.total("counted")) {
                problems.add(String.format(
                        Locale.ROOT,
                        "The job has counted %d events, and its books of %s have %d.",
                        ledger.total("counted"),
                        account,
                        ledger.total(account)));
            }
        }
        if (!ledger.of("views").equals(ledger.of("view_events"))) {
            problems.add(String.format(
                    Locale.ROOT,
                    "The job has counted %d views, and its books of views have %d, or other ones on some day.",
                    ledger.total("view_events"),
                    ledger.total("views")));
        }
        return problems;
    }

    private static List<Difference> compare(
            Scope scope, Column column, Ledger before, SortedMap<Long, Long> stored, Ledger after, boolean covered) {
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
                differences.add(new Difference(column, key, most.getOrDefault(key, 0L), sum, covered));
            }
        }
        return differences;
    }

    private static long within(Scope scope, Column column, SortedMap<Long, Long> sums) {
        return sums.entrySet().stream()
                .filter(sum -> scope.contains(column, sum.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
