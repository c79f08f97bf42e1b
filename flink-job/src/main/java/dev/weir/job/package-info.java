/** The streaming job: its configuration, its graph, its entry point. */
@NullMarked
package dev.weir.job;

import org.jspecify.annotations.NullMarked;
