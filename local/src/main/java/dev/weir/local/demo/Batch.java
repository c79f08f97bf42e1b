// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Gathers bursts up to the size of one request. Not thread-safe. */
final class Batch {
    /** Below the gateway's maximum of 1,000 by more than a burst of the past has. */
    private static final int FULL = 800;

    private final List<ObjectNode> events = new ArrayList<>();
    private int distinct;

    void add(Burst burst) {
        events.addAll(burst.events());
        distinct += burst.distinct();
    }

    boolean isFull() {
        return events.size() >= FULL;
    }

    /** Everything gathered; the batch is empty then. */
    Burst take() {
        Burst taken = new Burst(List.copyOf(events), distinct);
        events.clear();
        distinct = 0;
        return taken;
    }
}
