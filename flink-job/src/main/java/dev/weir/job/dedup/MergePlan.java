// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Chooses the segments to merge next: {@link ShardLimits#fanIn()} segments of about the same size and time. If receipts
 * arrive in no order, such groups may never form and the number of segments would grow. Above a limit, the smallest
 * neighbours are merged instead.
 */
final class MergePlan {
    private final ShardLimits limits;

    MergePlan(ShardLimits limits) {
        this.limits = limits;
    }

    /**
     * The segments to merge, or an empty list.
     *
     * @param segments in the order of their latest receipts
     */
    List<Segment> choose(List<Segment> segments) {
        int tiers = segments.stream().mapToInt(this::tier).max().orElse(-1);
        for (int tier = 0; tier <= tiers; tier++) {
            int wanted = tier;
            List<Segment> alike =
                    segments.stream().filter(segment -> tier(segment) == wanted).toList();
            for (List<Segment> neighbours : neighbours(alike)) {
                if (span(neighbours) <= limits.spanMillis()) {
                    return neighbours;
                }
            }
        }
        return segments.size() <= limits.maxSegments()
                ? List.of()
                : neighbours(segments).stream()
                        .min(Comparator.comparingLong(MergePlan::size))
                        .orElse(List.of());
    }

    private int tier(Segment segment) {
        return limits.tier(segment.size());
    }

    private List<List<Segment>> neighbours(List<Segment> segments) {
        return IntStream.rangeClosed(0, segments.size() - limits.fanIn())
                .mapToObj(first -> segments.subList(first, first + limits.fanIn()))
                .toList();
    }

    private static long span(List<Segment> segments) {
        long earliest = segments.stream().mapToLong(Segment::earliest).min().orElse(0);
        return segments.get(segments.size() - 1).latest() - earliest;
    }

    private static long size(List<Segment> segments) {
        return segments.stream().mapToLong(Segment::size).sum();
    }
}
