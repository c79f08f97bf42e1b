/** The whole stack on one machine: what starts it, watches it and stops it. */
@NullMarked
package dev.weir.local;

import org.jspecify.annotations.NullMarked;
