/** From bytes to events, or to dead letters. */
@NullMarked
package dev.weir.job.decode;

import org.jspecify.annotations.NullMarked;
