/** What operators ask a gateway: does it live, is it ready, what does it measure. */
@NullMarked
package dev.weir.gateway.management;

import org.jspecify.annotations.NullMarked;
