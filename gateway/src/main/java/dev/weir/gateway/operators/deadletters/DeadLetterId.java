// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Identifies a dead letter by its position in the log, such as {@code events-0-1234}. Sorted in the order of the log.
 */
public record DeadLetterId(String topic, int partition, long offset) implements Comparable<DeadLetterId> {
    /** The format of an id, for messages. */
    static final String SHAPE = "topic-partition-offset, such as events-0-1234";

    /** A topic may contain hyphens, so the numbers are the last two parts. */
    private static final Pattern WRITTEN = Pattern.compile("([a-zA-Z0-9._-]{1,249})-(\\d{1,10})-(\\d{1,19})");

    private static final Comparator<DeadLetterId> ORDER = Comparator.comparing(DeadLetterId::topic)
            .thenComparingInt(DeadLetterId::partition)
            .thenComparingLong(DeadLetterId::offset);

    static Optional<DeadLetterId> parse(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new DeadLetterId(
                    matcher.group(1), Integer.parseInt(matcher.group(2)), Long.parseLong(matcher.group(3))));
        } catch (NumberFormatException beyondKafka) {
            return Optional.empty();
        }
    }

    @Override
    public int compareTo(DeadLetterId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return topic + "-" + partition + "-" + offset;
    }
}
