/** Keyed state that is read from memory where it was read a moment ago. */
@NullMarked
package dev.weir.job.state;

import org.jspecify.annotations.NullMarked;
