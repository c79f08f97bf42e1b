/** Telemetry that the gateway and the job have in common: traces, and the layout of a line of a log. */
@NullMarked
package dev.weir.telemetry;

import org.jspecify.annotations.NullMarked;
