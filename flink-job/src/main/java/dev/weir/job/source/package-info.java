/** Reading the log, with a clock that follows it. */
@NullMarked
package dev.weir.job.source;

import org.jspecify.annotations.NullMarked;
