package dev.weir.it.chaos;

import dev.weir.it.Freeze;
import dev.weir.it.chaos.Cluster.GatewayNode;
import dev.weir.local.Component;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Something that goes wrong in a cluster, and is put right again. */
interface Fault {
    /** For people, such as {@code kill broker-2}. */
    String description();

    /** @param lasting how long it will be until it is healed */
    void inject(Duration lasting);

    /** Returns when what was stopped has been started; it may take longer until it does its work. */
    void heal();

    /** Ends processes at once (SIGKILL), as a power cut or the kernel's memory killer does. */
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

    /** Ends a process in order (SIGTERM), as an upgrade does. */
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

    /** Halts a process (SIGSTOP) and lets it go on (SIGCONT). */
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

    /** What passes through some proxies is interfered with. */
    record Interfere(String description, List<FaultyProxy> proxies, Interference interference) implements Fault {
        /** Before all gateways. */
        static Interfere beforeGateways(String description, Cluster cluster, Interference interference) {
            return new Interfere(
                    description,
                    cluster.gateways().stream().map(GatewayNode::proxy).toList(),
                    interference);
        }

        /** Between ClickHouse and all its clients. */
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

    /** Nobody can connect to ClickHouse, which runs on. */
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

    /** No checkpoint finds room. */
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
