/** The log, read backwards in time for one event. */
@NullMarked
package dev.weir.gateway.lookup.kafka;

import org.jspecify.annotations.NullMarked;
