// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import dev.weir.local.Component;
import dev.weir.resilience.chaos.Interference.Requests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * Every kind of fault, with how long it lasts and which components it can affect.
 *
 * <p>Freezes last longer than the timeouts by which other components notice.
 */
enum FaultKind {
    KILL_BROKER("a broker killed", 2, 8, cluster -> kills(cluster.brokers())),
    KILL_GATEWAY("a gateway killed", 2, 8, cluster -> kills(gateways(cluster))),
    KILL_JOBMANAGER(
            "the JobManager killed",
            2,
            6,
            cluster -> kills(List.of(cluster.flink().jobManager()))),
    KILL_TASKMANAGER(
            "a TaskManager killed", 2, 6, cluster -> kills(cluster.flink().taskManagers())),
    KILL_CLICKHOUSE("ClickHouse killed", 2, 8, cluster -> kills(List.of(cluster.clickHouse()))),
    KILL_ZOOKEEPER(
            "ZooKeeper killed", 2, 8, cluster -> kills(List.of(cluster.flink().zooKeeperComponent()))),

    FREEZE_BROKER("a broker frozen", 10, 13, cluster -> freezes(cluster.brokers())),
    FREEZE_GATEWAY("a gateway frozen", 8, 12, cluster -> freezes(gateways(cluster))),
    FREEZE_JOBMANAGER(
            "the JobManager frozen",
            12,
            14,
            cluster -> freezes(List.of(cluster.flink().jobManager()))),
    FREEZE_TASKMANAGER(
            "a TaskManager frozen", 12, 14, cluster -> freezes(cluster.flink().taskManagers())),
    FREEZE_CLICKHOUSE("ClickHouse frozen", 32, 35, cluster -> freezes(List.of(cluster.clickHouse()))),

    STOP("one stopped in order", 1, 3, cluster -> cluster.components().stream()
            .<Fault>map(Fault.Stop::new)
            .toList()),

    KILL_GATEWAY_AND_TASKMANAGER(
            "a gateway and a TaskManager killed",
            2,
            6,
            cluster -> pairs(gateways(cluster), cluster.flink().taskManagers())),
    KILL_BROKER_AND_CLICKHOUSE(
            "a broker and ClickHouse killed", 2, 6, cluster -> pairs(cluster.brokers(), List.of(cluster.clickHouse()))),
    KILL_JOBMANAGER_AND_TASKMANAGER(
            "the JobManager and a TaskManager killed",
            2,
            6,
            cluster ->
                    pairs(List.of(cluster.flink().jobManager()), cluster.flink().taskManagers())),
    KILL_BOTH_TASKMANAGERS(
            "both TaskManagers killed",
            2,
            6,
            cluster -> List.of(new Fault.Kill(cluster.flink().taskManagers()))),
    KILL_TWO_BROKERS("two brokers killed", 2, 6, cluster -> twoOf(cluster.brokers())),

    DROP_REPLIES(
            "gateways' responses dropped after the produce",
            4,
            7,
            cluster -> List.of(Fault.Interfere.beforeGateways(
                    "drop the gateways' responses", cluster, new Interference.DropAnswers(Requests.EVENTS)))),
    REFUSE_CLICKHOUSE(
            "ClickHouse refuses connections",
            4,
            8,
            cluster -> List.of(new Fault.RefuseClickHouse(cluster.clickHouseProxy()))),
    DELAY_CLICKHOUSE(
            "ClickHouse's responses delayed mid-insert",
            6,
            10,
            cluster -> List.of(Fault.Interfere.beforeClickHouse(
                    "delay clickhouse's responses to inserts by 3 s",
                    cluster,
                    new Interference.DelayAnswers(Requests.INSERTS, Duration.ofSeconds(3))))),
    CUT_INSERTS(
            "inserts cut off in the middle",
            5,
            8,
            cluster -> List.of(Fault.Interfere.beforeClickHouse(
                    "cut inserts off in the middle",
                    cluster,
                    new Interference.CutRequests(Requests.INSERTS, new Random(1))))),
    DROP_INSERT_ANSWERS(
            "responses dropped after the insert",
            5,
            8,
            cluster -> List.of(Fault.Interfere.beforeClickHouse(
                    "drop clickhouse's responses to inserts",
                    cluster,
                    new Interference.DropAnswers(Requests.INSERTS)))),

    FILL_CHECKPOINTS(
            "the disk of checkpoints full",
            6,
            10,
            cluster -> List.of(new Fault.FillCheckpoints(cluster.checkpoints())));

    private final String title;
    private final int leastSeconds;
    private final int mostSeconds;

    @SuppressWarnings("ImmutableEnumChecker") // None of the functions has state.
    private final Function<Cluster, List<Fault>> faults;

    FaultKind(String title, int leastSeconds, int mostSeconds, Function<Cluster, List<Fault>> faults) {
        this.title = title;
        this.leastSeconds = leastSeconds;
        this.mostSeconds = mostSeconds;
        this.faults = faults;
    }

    /** The title for the report. */
    String title() {
        return title;
    }

    Duration lasting(Random random) {
        return Duration.ofSeconds(leastSeconds + random.nextInt(mostSeconds - leastSeconds + 1));
    }

    /** A fault of this kind. The number decides which component it affects. */
    Fault in(Cluster cluster, int victim) {
        List<Fault> all = faults.apply(cluster);
        return all.get(Math.floorMod(victim, all.size()));
    }

    private static List<Component> gateways(Cluster cluster) {
        return cluster.gateways().stream().map(Cluster.GatewayNode::component).toList();
    }

    private static List<Fault> kills(List<Component> components) {
        return components.stream()
                .<Fault>map(component -> new Fault.Kill(List.of(component)))
                .toList();
    }

    private static List<Fault> freezes(List<Component> components) {
        return components.stream().<Fault>map(Fault.Frozen::new).toList();
    }

    private static List<Fault> pairs(List<Component> some, List<Component> others) {
        List<Fault> pairs = new ArrayList<>();
        for (Component one : some) {
            for (Component other : others) {
                pairs.add(new Fault.Kill(List.of(one, other)));
            }
        }
        return pairs;
    }

    private static List<Fault> twoOf(List<Component> components) {
        List<Fault> pairs = new ArrayList<>();
        for (int i = 0; i < components.size(); i++) {
            pairs.add(new Fault.Kill(List.of(components.get(i), components.get((i + 1) % components.size()))));
        }
        return pairs;
    }
}
