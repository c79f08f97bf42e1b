// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import dev.weir.local.Component;
import dev.weir.resilience.chaos.Cluster.GatewayNode;
import dev.weir.testbed.Freeze;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** A fault that is injected into a cluster and later healed. */
interface Fault {
    /** A description for people, such as {@code kill broker-2}. */
    String description();

    /** @param lasting how long the fault lasts until it is healed */
    void inject(Duration lasting);

    /** Returns when stopped processes have been started. They may take longer to do their work again. */
    void heal();

    /** Kills processes at once (SIGKILL), as a power cut or the kernel's OOM killer does. */
    record Kill(List<Component> victims) implements Fault {
        @Override
        public String description() {
            return "kill " + names(victims);
        }

        @Override
        public void inject(Duration lasting) {
            Concurrently.run(
                    victims.stream().map(victim -> (Runnable) victim::kill).toList());
        }

        @Override
        public void heal() {
            Concurrently.run(
                    victims.stream().map(victim -> (Runnable) victim::start).toList());
        }
    }

    /** Stops a process gracefully (SIGTERM), as an upgrade does. */
    record Stop(Component victim) implements Fault {
        @Override
        public String description() {
            return "stop " + victim.name();
        }

        @Override
        public void inject(Duration lasting) {
            victim.stop();
        }

        @Override
        public void heal() {
            victim.start();
        }
    }

    /** Freezes a process (SIGSTOP) and later resumes it (SIGCONT). */
    record Frozen(Component victim) implements Fault {
        @Override
        public String description() {
            return "freeze " + victim.name();
        }

        @Override
        public void inject(Duration lasting) {
            Freeze.begin(victim, lasting);
        }

        @Override
        public void heal() {
            Freeze.end(victim);
        }
    }

    /** Interferes with the traffic through some proxies. */
    record Interfere(String description, List<FaultyProxy> proxies, Interference interference) implements Fault {
        /** Interferes with the traffic of all gateways. */
        static Interfere beforeGateways(String description, Cluster cluster, Interference interference) {
            return new Interfere(
                    description,
                    cluster.gateways().stream().map(GatewayNode::proxy).toList(),
                    interference);
        }

        /** Interferes with the traffic between ClickHouse and all its clients. */
        static Interfere beforeClickHouse(String description, Cluster cluster, Interference interference) {
            return new Interfere(description, List.of(cluster.clickHouseProxy()), interference);
        }

        @Override
        public void inject(Duration lasting) {
            proxies.forEach(proxy -> proxy.interfere(interference));
        }

        @Override
        public void heal() {
            proxies.forEach(proxy -> proxy.interfere(Interference.NONE));
        }
    }

    /** Refuses connections to ClickHouse, which keeps running. */
    record RefuseClickHouse(FaultyProxy proxy) implements Fault {
        @Override
        public String description() {
            return "refuse connections to clickhouse";
        }

        @Override
        public void inject(Duration lasting) {
            try {
                proxy.refuse();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        public void heal() {
            try {
                proxy.acceptAgain();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    /** Leaves no space for checkpoints. */
    record FillCheckpoints(CheckpointDisk disk) implements Fault {
        @Override
        public String description() {
            return "fill the disk of checkpoints";
        }

        @Override
        public void inject(Duration lasting) {
            disk.fill();
        }

        @Override
        public void heal() {
            disk.empty();
        }
    }

    private static String names(List<Component> components) {
        return components.stream().map(Component::name).collect(Collectors.joining(" and "));
    }
}
