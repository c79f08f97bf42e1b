/** What a line of the gateway's log says besides its message. */
@NullMarked
package dev.weir.gateway.logging;

import org.jspecify.annotations.NullMarked;
