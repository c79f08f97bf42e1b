/** Fault injection: a whole cluster of processes, of which any may be killed, frozen or cut off while events are counted. */
@NullMarked
package dev.weir.it.chaos;

import org.jspecify.annotations.NullMarked;
