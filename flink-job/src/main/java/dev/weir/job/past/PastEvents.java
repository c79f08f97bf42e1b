// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.past;

import dev.weir.job.decode.ReceivedEvent;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * Reads events that were counted in the past. Used by one thread at a time.
 *
 * <p>An interface, because the tests of {@link BackfillOperator} decide when a read succeeds.
 */
public interface PastEvents extends AutoCloseable {
    /**
     * Reads some events of a day.
     *
     * @param after where the last read ended; empty to begin
     */
    Chunk read(Past past, int day, Optional<String> after) throws IOException;

    @Override
    void close();

    /**
     * Some events of a day, in the order of the table. Each is there once.
     *
     * @param end where the next read continues; empty if the day is complete
     */
    record Chunk(List<ReceivedEvent> events, Optional<String> end) {
        public Chunk {
            events = List.copyOf(events);
        }
    }

    /** Opens a reader on the task manager. */
    interface Factory extends Serializable {
        PastEvents open();
    }
}
