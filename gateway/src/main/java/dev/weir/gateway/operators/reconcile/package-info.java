// SPDX-License-Identifier: Apache-2.0
/** Checks that the books balance: compares the log, the job's books and the sums of the tables. */
@NullMarked
package dev.weir.gateway.operators.reconcile;

import org.jspecify.annotations.NullMarked;
