/** Admission control: what may be in memory at a time. */
@NullMarked
package dev.weir.gateway.admission;

import org.jspecify.annotations.NullMarked;
