/** Programs of others' making, or as others would write them, that do what Weir does or a part of it. */
@NullMarked
package dev.weir.it.bench.peer;

import org.jspecify.annotations.NullMarked;
