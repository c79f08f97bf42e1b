/** Whether the books balance: the log, what the job did with it, and what the tables add up to. */
@NullMarked
package dev.weir.gateway.reconcile;

import org.jspecify.annotations.NullMarked;
