// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.start;

import dev.weir.job.past.Past;
import dev.weir.job.sink.ExistingTables;
import dev.weir.job.source.ExistingTopic;
import java.util.Optional;

/**
 * What exists when the job starts: its state, the log, and the tables of earlier runs.
 *
 * @param state the state to restore; empty to start without state
 * @param topic empty if the topic does not exist yet
 * @param past the raw events that the state has counted
 */
record ExistingData(Optional<StateSnapshot> state, Optional<ExistingTopic> topic, ExistingTables tables, Past past) {
    /** Without raw events. */
    ExistingData(Optional<StateSnapshot> state, Optional<ExistingTopic> topic, ExistingTables tables) {
        this(state, topic, tables, Past.NONE);
    }
}
