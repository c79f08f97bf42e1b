// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.reconcile;

import java.util.Map;
import java.util.SortedMap;

/**
 * The sums of the tables' columns.
 *
 * @param byColumn by column and key; a key without rows may be missing
 * @param epoch the highest epoch of all rows; higher than that of the ledger if a rebuild has begun
 */
record StoredSums(Map<LedgerColumn, SortedMap<Long, Long>> byColumn, int epoch) {}
