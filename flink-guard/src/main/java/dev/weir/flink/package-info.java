/** What Weir adds to Flink itself: a guard in front of its REST interface. */
@NullMarked
package dev.weir.flink;

import org.jspecify.annotations.NullMarked;
