package dev.weir.job.time;

import java.io.Serializable;
import java.time.Duration;

/**
 * What a setting was before it was changed, which still holds for every event that was received before that.
 *
 * @param until when it was changed, milliseconds since the Unix epoch
 */
public record Earlier(Duration value, long until) implements Serializable {
    private static final long serialVersionUID = 1L;

    boolean holdsAt(long receivedAt) {
        return receivedAt < until;
    }
}
