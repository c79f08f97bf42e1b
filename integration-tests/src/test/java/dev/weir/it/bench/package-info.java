/** What Weir does in a second, and what an event costs. */
@NullMarked
package dev.weir.it.bench;

import org.jspecify.annotations.NullMarked;
