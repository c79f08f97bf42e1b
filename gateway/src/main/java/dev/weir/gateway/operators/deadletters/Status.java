// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import java.util.List;
import java.util.Locale;

/** Whether a dead letter still needs an operator. */
public enum Status {
    /** No action was taken, or none succeeded. */
    OPEN,
    /** The event is in the log again, or was already counted. */
    REDRIVEN,
    /** An operator decided that the letter needs no action. */
    DISCARDED;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    public String wireName() {
        return wireName;
    }

    /** Derives the status from the last action with a final outcome. */
    public static Status after(List<Action> actions) {
        Status status = OPEN;
        for (Action action : actions) {
            status = switch (action.outcome()) {
                case PUBLISHED, ALREADY_COUNTED -> REDRIVEN;
                case DISCARDED -> DISCARDED;
                case STARTED, UNACKNOWLEDGED, FAILED -> status;
            };
        }
        return status;
    }
}
