package dev.weir.gateway.deadletters;

import java.util.List;
import java.util.Locale;

/** Whether something is left to do about a dead letter. */
public enum Status {
    /** Nothing was done, or what was done failed. */
    OPEN,
    /** Its event is in the log again, or was counted already. */
    REDRIVEN,
    /** Somebody decided that it needs nothing. */
    DISCARDED;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    public String wireName() {
        return wireName;
    }

    /** By the last action that did not fail. */
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
