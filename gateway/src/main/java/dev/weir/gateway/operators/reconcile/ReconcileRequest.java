// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.reconcile;

import java.time.Duration;

/**
 * The parameters of one {@code GET /reconcile}.
 *
 * @param patience how long to wait until the ledger covers everything in the tables
 */
record ReconcileRequest(ComparisonScope scope, Duration patience) {}
