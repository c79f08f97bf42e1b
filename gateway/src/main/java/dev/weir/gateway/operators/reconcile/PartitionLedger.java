// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.reconcile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the job did with the records of one partition.
 *
 * @param fromOffset the first offset that was read
 * @param toOffset the next offset to read
 * @param endOffset where the log ends, as far as is known
 * @param hasLostItsEnd whether the log ended before an offset that the job had already read
 * @param beginOffset the first record that has not been deleted
 */
record PartitionLedger(
        int partition,
        long fromOffset,
        long toOffset,
        long endOffset,
        boolean hasLostItsEnd,
        long beginOffset,
        long read,
        long counted,
        long duplicates,
        long late,
        long malformed) {

    /**
     * @param since a page that was read before the log's offsets
     * @param after a page that was read after them, or the same page
     */
    static PartitionLedger of(Ledger since, LogOffsets.Span log, Ledger after, int partition) {
        boolean isLost = log.end() < since.of("offset", partition);
        // Records that were deleted before the job first read the partition are not missing.
        long toOffset = after.of("offset").getOrDefault((long) partition, log.begin());
        return new PartitionLedger(
                partition,
                after.of("first_offset").getOrDefault((long) partition, toOffset),
                toOffset,
                // If the job has read beyond that end, the log has grown since.
                isLost ? log.end() : Math.max(log.end(), toOffset),
                isLost,
                log.begin(),
                after.of("read", partition),
                after.of("counted", partition),
                after.of("duplicates", partition),
                after.of("late", partition),
                after.of("malformed", partition));
    }

    /** The number of records that the ledger does not cover yet. */
    long pending() {
        return Math.max(0, endOffset - toOffset);
    }

    /**
     * Whether records were deleted that the ledger does not cover. The job may have read them since its last checkpoint.
     */
    boolean isCutOff() {
        return beginOffset > toOffset && !hasLostItsEnd;
    }

    List<String> problems() {
        List<String> problems = new ArrayList<>();
        long accounted = counted + duplicates + late + malformed;
        if (read != accounted) {
            problems.add(String.format(
                    Locale.ROOT,
                    "In partition %d the job has read %d records, but accounts for %d. This is a defect of the job:"
                            + " report it with this response.",
                    partition,
                    read,
                    accounted));
        }
        long passed = toOffset - fromOffset;
        if (read < passed) {
            problems.add(String.format(
                    Locale.ROOT,
                    "In partition %d the job has read %d records between the offsets %d and %d, which contain %d:"
                            + " %d were deleted from the log before the job read them. Keep records longer than the"
                            + " job may be down, and send the deleted events again.",
                    partition,
                    read,
                    fromOffset,
                    toOffset,
                    passed,
                    passed - read));
        } else if (read > passed) {
            problems.add(String.format(
                    Locale.ROOT,
                    "In partition %d the job has read %d records between the offsets %d and %d, which contain %d:"
                            + " the topic was deleted and recreated, or lost its end, and offsets were used twice."
                            + " Rebuild with a higher WEIR_JOB_EPOCH to begin a new ledger.",
                    partition,
                    read,
                    fromOffset,
                    toOffset,
                    passed));
        }
        if (hasLostItsEnd) {
            problems.add(String.format(
                    Locale.ROOT,
                    "Partition %d of the log ends at offset %d, and the job has read it up to %d: Kafka has lost"
                            + " records that it had acknowledged, or the topic was deleted and recreated. Find out"
                            + " which before the job continues; a rebuild with a higher WEIR_JOB_EPOCH begins a new"
                            + " ledger of what the log contains.",
                    partition,
                    endOffset,
                    toOffset));
        }
        return problems;
    }

    /** Describes the problem if no later page covers the deleted records. */
    String cutOff() {
        return String.format(
                Locale.ROOT,
                "Partition %d of the log begins at offset %d, and the job's last checkpoint has read it only up to"
                        + " %d: %d records were deleted that no checkpoint covers. Check that the job runs, and"
                        + " keep records longer than it may be down.",
                partition,
                beginOffset,
                toOffset,
                beginOffset - toOffset);
    }
}
