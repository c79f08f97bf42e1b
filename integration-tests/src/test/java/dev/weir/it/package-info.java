/** The whole system, from outside, and the files that it is deployed and explained with. */
@NullMarked
package dev.weir.it;

import org.jspecify.annotations.NullMarked;
