// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.reconcile;

import dev.weir.gateway.clickhouse.ClickHousePool;
import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.gateway.kafka.KafkaOffsets;
import dev.weir.gateway.kafka.KafkaUnavailableException;
import java.util.Map;

/** Reads the ledger and the tables from ClickHouse, and the offsets from Kafka. */
final class LiveSources implements ComparisonSources {
    private final ClickHousePool clickHouse;
    private final SelectSums sums;
    private final KafkaOffsets log;

    /** @param topic the topic of events, as stored in dead letters */
    LiveSources(ClickHousePool clickHouse, KafkaOffsets log, String topic) {
        this.clickHouse = clickHouse;
        this.sums = new SelectSums(topic);
        this.log = log;
    }

    @Override
    public Ledger ledger() throws ClickHouseUnavailableException {
        return SelectLedger.from(clickHouse);
    }

    @Override
    public StoredSums stored(ComparisonScope scope) throws ClickHouseUnavailableException {
        return sums.from(clickHouse, scope);
    }

    @Override
    public LogOffsets offsets() throws KafkaUnavailableException, InterruptedException {
        // Read the begins first. Both only grow, so no begin can be beyond its end.
        Map<Integer, Long> begins = log.begins();
        return LogOffsets.of(begins, log.ends());
    }
}
