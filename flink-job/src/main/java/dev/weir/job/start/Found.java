// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.start;

import dev.weir.job.sink.FoundTables;
import dev.weir.job.source.FoundLog;
import java.util.Optional;

/**
 * The state, the log and the tables that a start finds.
 *
 * @param state the state to restore; empty to start without state
 * @param log empty if the topic does not exist yet
 */
record Found(Optional<FoundState> state, Optional<FoundLog> log, FoundTables tables) {}
