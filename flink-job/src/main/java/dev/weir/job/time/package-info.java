/** Days, and how long what belongs to them is kept. */
@NullMarked
package dev.weir.job.time;

import org.jspecify.annotations.NullMarked;
