// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.reconcile;

import java.util.HashMap;
import java.util.Map;

/** The begin and the end of each partition of the log. */
record LogOffsets(Map<Integer, Span> partitions) {
    /**
     * The records of a partition that have not been deleted.
     *
     * @param begin the first offset
     * @param end the offset that the next record gets
     */
    record Span(long begin, long end) {
        private static final Span NONE = new Span(0, 0);
    }

    /** @param begins and the ends by partition; a partition that is in only one of them is left out */
    static LogOffsets of(Map<Integer, Long> begins, Map<Integer, Long> ends) {
        Map<Integer, Span> partitions = new HashMap<>();
        begins.forEach((partition, begin) -> {
            Long end = ends.get(partition);
            if (end != null) {
                partitions.put(partition, new Span(begin, end));
            }
        });
        return new LogOffsets(partitions);
    }

    /** A partition that Kafka does not know has no records. */
    Span of(int partition) {
        return partitions.getOrDefault(partition, Span.NONE);
    }

    /** Whether a partition ends before the offset up to which the job had read it when the page was written. */
    boolean endsBefore(Ledger page) {
        return page.of("offset").entrySet().stream()
                .anyMatch(offset -> of(offset.getKey().intValue()).end() < offset.getValue());
    }
}
