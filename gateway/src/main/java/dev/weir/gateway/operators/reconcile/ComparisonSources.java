// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.reconcile;

import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.gateway.kafka.KafkaUnavailableException;

/**
 * Reads what is compared: the ledger, the tables and the log.
 *
 * <p>An interface, because the property test of {@link Reconciler} lets a simulated Weir proceed between any two reads.
 */
interface ComparisonSources {
    /** Returns the last complete page of the ledger, or {@link Ledger#EMPTY} before the first checkpoint. */
    Ledger ledger() throws ClickHouseUnavailableException;

    /** Returns the sums as of some moment of the call, which may differ for each day and column. */
    StoredSums stored(ComparisonScope scope) throws ClickHouseUnavailableException;

    LogOffsets offsets() throws KafkaUnavailableException, InterruptedException;
}
