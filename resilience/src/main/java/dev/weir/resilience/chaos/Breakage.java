// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import dev.weir.local.StackException;
import dev.weir.resilience.chaos.Interference.Requests;
import dev.weir.testbed.Sql;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Ways to break a guarantee on purpose. The checker must notice each of them. */
enum Breakage {
    /** The job forgets an event's identity after a second. */
    DEDUPLICATION,

    /** Of several rows for a key, the last inserted one wins, not the highest version. */
    VERSIONS,

    /** Some requests are acknowledged and dropped. */
    ACK;

    /** The pause of a producer between two batches. With it, four producers make about 400 events a second. */
    static final Duration USUAL_PAUSE = Duration.ofMillis(700);

    /** The {@code WEIR_} variables that break it. */
    Map<String, String> variables() {
        return switch (this) {
            case DEDUPLICATION -> Map.of("WEIR_DEDUP_HORIZON", "1s");
            // A long interval, so that the replay passes through many old values.
            case VERSIONS -> Map.of("WEIR_CHECKPOINT_INTERVAL", "30s");
            case ACK -> Map.of();
        };
    }

    /** Breaks the schema, right after its migration. */
    void breakSchema(Sql clickHouse) {
        if (this != VERSIONS) {
            return;
        }
        try {
            for (String table : List.of("video_views_daily", "video_views_30d", "events_per_minute")) {
                String create = clickHouse
                        .run("SHOW CREATE TABLE weir." + table + "_store FORMAT TSVRaw")
                        .replace("ReplacingMergeTree(version)", "ReplacingMergeTree");
                clickHouse.run("DROP TABLE weir." + table + "_store");
                clickHouse.run(create);
            }
        } catch (IOException failed) {
            throw new StackException("Cannot break the schema: " + failed.getMessage(), failed);
        }
    }

    /** Breaks the running cluster. */
    void breakCluster(Cluster cluster) {
        switch (this) {
            case ACK ->
                cluster.gateways().forEach(gateway -> gateway.proxy()
                        .interfere(new Interference.Lie(Requests.EVENTS, new Random(1))));
            // An old value must stay readable for a while before the next one replaces it.
            case VERSIONS ->
                cluster.clickHouseProxy()
                        .interfere(new Interference.DelayAnswers(Requests.INSERTS, Duration.ofSeconds(1)));
            case DEDUPLICATION -> {}
        }
    }

    /** The longest that a producer may wait between two batches. */
    Duration betweenBatches() {
        // 50 ms make about 3,000 events a second, so that their replay takes a while even on a fast machine.
        return this == VERSIONS ? Duration.ofMillis(50) : USUAL_PAUSE;
    }

    /** The faults that make the breakage visible. */
    Plan plan() {
        return switch (this) {
            case DEDUPLICATION -> Plan.of(1, List.of(FaultKind.DROP_REPLIES, FaultKind.DROP_REPLIES));
            case VERSIONS ->
                new Plan(List.of(new Plan.Step(
                        Duration.ofSeconds(15), FaultKind.KILL_BOTH_TASKMANAGERS, 0, Duration.ofSeconds(2))));
            case ACK -> Plan.of(1, List.of(FaultKind.KILL_GATEWAY));
        };
    }
}
