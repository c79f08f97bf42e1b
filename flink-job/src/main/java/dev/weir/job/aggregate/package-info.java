/** Sums within a task, ahead of the network. */
@NullMarked
package dev.weir.job.aggregate;

import org.jspecify.annotations.NullMarked;
