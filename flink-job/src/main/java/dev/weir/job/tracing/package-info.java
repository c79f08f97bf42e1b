/** Traces of sampled requests, carried on from the log's records to the tables. */
@NullMarked
package dev.weir.job.tracing;

import org.jspecify.annotations.NullMarked;
