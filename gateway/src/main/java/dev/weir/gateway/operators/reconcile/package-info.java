// SPDX-License-Identifier: Apache-2.0
/** Checks that the ledger balances: compares the log, the ledger and the sums of the tables. */
@NullMarked
package dev.weir.gateway.operators.reconcile;

import org.jspecify.annotations.NullMarked;
