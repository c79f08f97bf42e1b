// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import dev.weir.resilience.examination.SentTraffic;
import dev.weir.testbed.Sent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Records what the producers sent and which responses they got. The checker uses nothing else. Thread-safe. */
final class DriverLog {
    private final Set<Sent> acknowledged = new HashSet<>();
    private final Set<Sent> abandoned = new HashSet<>();
    private final List<String> surprises = new ArrayList<>();
    private final List<Long> acknowledgements = new ArrayList<>();
    private long posted;
    private long resent;
    private long duplicates;

    /** Events that are sent for the first time. */
    synchronized void posted(List<Sent> events) {
        posted += events.size();
    }

    /** Events that are sent again because they were not acknowledged. */
    synchronized void resent(List<Sent> events) {
        resent += events.size();
    }

    /** Events that are sent again although they were acknowledged. */
    synchronized void duplicated(List<Sent> events) {
        duplicates += events.size();
    }

    synchronized void acknowledged(List<Sent> events) {
        acknowledged.addAll(events);
        acknowledgements.add(System.nanoTime());
    }

    /** Events that were never acknowledged and are not sent again. They may have arrived. */
    synchronized void abandoned(List<Sent> events) {
        abandoned.addAll(events);
    }

    /** A response that the gateway must not give to a valid request. */
    synchronized void surprised(String answer) {
        surprises.add(answer);
    }

    synchronized Counts counts() {
        return new Counts(posted, acknowledged.size(), resent, duplicates, abandoned.size());
    }

    synchronized SentTraffic account() {
        return new SentTraffic(Set.copyOf(acknowledged), Set.copyOf(abandoned), List.copyOf(surprises));
    }

    /** The longest time without an acknowledgement that overlaps a span. Both ends are {@link System#nanoTime()}. */
    synchronized long longestSilenceNanos(long from, long to) {
        long longest = 0;
        long before = from;
        for (long at : acknowledgements) {
            if (at > from) {
                longest = Math.max(longest, Math.min(at, to) - before);
                before = at;
            }
            if (at >= to) {
                return longest;
            }
        }
        return Math.max(longest, to - before);
    }

    /** The numbers of events, for the summary. */
    record Counts(long posted, long acknowledged, long resent, long duplicates, long abandoned) {}

    static double seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos) / 1000.0;
    }
}
