/** "Where is my event?": what became of each copy of it. */
@NullMarked
package dev.weir.gateway.lookup;

import org.jspecify.annotations.NullMarked;
