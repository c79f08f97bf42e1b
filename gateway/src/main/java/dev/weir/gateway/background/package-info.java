/** What is done in the background, again and again. */
@NullMarked
package dev.weir.gateway.background;

import org.jspecify.annotations.NullMarked;
