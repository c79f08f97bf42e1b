/** HTTP as every feature of the gateway speaks it; knows no feature. */
@NullMarked
package dev.weir.gateway.http;

import org.jspecify.annotations.NullMarked;
