/** What a start looks at, before anything runs: whether the settings fit what earlier runs have left. */
@NullMarked
package dev.weir.job.start;

import org.jspecify.annotations.NullMarked;
