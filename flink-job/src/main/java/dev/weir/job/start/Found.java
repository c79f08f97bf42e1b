package dev.weir.job.start;

import dev.weir.job.sink.FoundTables;
import dev.weir.job.source.FoundLog;
import java.util.Optional;

/**
 * What a start finds.
 *
 * @param state to go on from, if any
 * @param log empty where the topic does not exist yet
 */
record Found(Optional<FoundState> state, Optional<FoundLog> log, FoundTables tables) {}
