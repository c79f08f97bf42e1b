/** Generates identifiers. */
@NullMarked
package dev.weir.gateway.uuid;

import org.jspecify.annotations.NullMarked;
