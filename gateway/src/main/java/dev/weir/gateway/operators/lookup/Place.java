// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.lookup;

import java.util.Comparator;

/** The position of a record in the log. */
record Place(int partition, long offset) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
            Comparator.comparingInt(Place::partition).thenComparingLong(Place::offset);

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }
}
