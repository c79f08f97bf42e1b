/** Whether a gateway is steady: all of Weir under clients that abuse it, and while a part that it needs is away. */
@NullMarked
package dev.weir.it.abuse;

import org.jspecify.annotations.NullMarked;
