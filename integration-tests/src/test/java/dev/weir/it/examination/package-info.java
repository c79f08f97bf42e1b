/** Whether all of Weir's numbers are what its producers know them to be. */
@NullMarked
package dev.weir.it.examination;

import org.jspecify.annotations.NullMarked;
