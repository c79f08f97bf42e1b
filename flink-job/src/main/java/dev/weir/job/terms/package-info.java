/** The settings that decide what is counted, as the state keeps them. */
@NullMarked
package dev.weir.job.terms;

import org.jspecify.annotations.NullMarked;
