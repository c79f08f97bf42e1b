/** The event: its Avro form on the wire, and the rules that the gateway and the job hold it to. */
@NullMarked
package dev.weir.event;

import org.jspecify.annotations.NullMarked;
