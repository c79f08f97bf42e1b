/** Decodes records of the log into events or dead letters. */
@NullMarked
package dev.weir.job.decode;

import org.jspecify.annotations.NullMarked;
