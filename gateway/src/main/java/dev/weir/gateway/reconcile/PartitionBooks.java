package dev.weir.gateway.reconcile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What became of the records of one partition.
 *
 * @param fromOffset the first that was read
 * @param toOffset the next to be read
 * @param endOffset where the log ended when it was asked
 */
record PartitionBooks(
        int partition,
        long fromOffset,
        long toOffset,
        long endOffset,
        long read,
        long counted,
        long duplicates,
        long late,
        long malformed) {

    static PartitionBooks of(Ledger ledger, int partition, long endOffset) {
        return new PartitionBooks(
                partition,
                ledger.of("first_offset", partition),
                ledger.of("offset", partition),
                endOffset,
                ledger.of("read", partition),
                ledger.of("counted", partition),
                ledger.of("duplicates", partition),
                ledger.of("late", partition),
                ledger.of("malformed", partition));
    }

    /** Records that the books do not cover yet. */
    long pending() {
        return Math.max(0, endOffset - toOffset);
    }

    boolean isBalanced() {
        return problems().isEmpty();
    }

    List<String> problems() {
        List<String> problems = new ArrayList<>();
        long accounted = counted + duplicates + late + malformed;
        if (read != accounted) {
            problems.add(String.format(
                    Locale.ROOT,
                    "Of partition %d %d records were read, and %d are accounted for.",
                    partition,
                    read,
                    accounted));
        }
        if (read != toOffset - fromOffset) {
            problems.add(String.format(
                    Locale.ROOT,
                    "Of partition %d %d records were read between offsets %d and %d, which are %d.",
                    partition,
                    read,
                    fromOffset,
                    toOffset,
                    toOffset - fromOffset));
        }
        if (endOffset < toOffset) {
            problems.add(String.format(
                    Locale.ROOT,
                    "Partition %d ends at offset %d, and was read up to %d: Kafka has lost records.",
                    partition,
                    endOffset,
                    toOffset));
        }
        return problems;
    }
}
