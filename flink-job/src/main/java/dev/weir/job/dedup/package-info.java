/** Each identity once. */
@NullMarked
package dev.weir.job.dedup;

import org.jspecify.annotations.NullMarked;
