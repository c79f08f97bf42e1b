/** Identifiers that are made here. */
@NullMarked
package dev.weir.gateway.uuid;

import org.jspecify.annotations.NullMarked;
