// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.start;

import dev.weir.job.sink.ExistingTables;
import dev.weir.job.source.ExistingTopic;
import java.util.Optional;

/**
 * What exists when the job starts: its state, the log, and the tables of earlier runs.
 *
 * @param state the state to restore; empty to start without state
 * @param topic empty if the topic does not exist yet
 */
record ExistingData(Optional<StateSnapshot> state, Optional<ExistingTopic> topic, ExistingTables tables) {}
