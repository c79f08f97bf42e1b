/** Dead letters as an operator works with them: list, send again, set aside; what was done stays written. */
@NullMarked
package dev.weir.gateway.deadletters;

import org.jspecify.annotations.NullMarked;
