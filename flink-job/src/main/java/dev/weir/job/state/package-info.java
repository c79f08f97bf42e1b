/** Caches for keyed state. */
@NullMarked
package dev.weir.job.state;

import org.jspecify.annotations.NullMarked;
