package dev.weir.gateway.deadletters;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** What can be done about dead letters, a page of them at a time. */
sealed interface Work permits Redrive, Discard {
    Action.Kind kind();

    /** The most letters of a page. */
    int pageSize();

    /** How much of a payload it looks at. */
    int payloadLimitBytes();

    /** When an action on these letters begins: after all that was done about them, whatever clock that went by. */
    static Instant begin(List<DeadLetter> letters, Instant now) {
        Instant begin = now.truncatedTo(ChronoUnit.MILLIS);
        for (DeadLetter letter : letters) {
            for (Action before : letter.actions()) {
                if (!before.at().isBefore(begin)) {
                    begin = before.at().plusMillis(1);
                }
            }
        }
        return begin;
    }

    /** Does it, and writes down what came of it, for each letter. */
    Map<DeadLetterId, Action> on(List<DeadLetter> letters) throws StoreUnavailableException, NotPublishedException;
}
