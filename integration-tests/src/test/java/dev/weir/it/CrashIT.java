// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.testbed.Sent;
import dev.weir.testbed.Traffic;
import dev.weir.testbed.Witness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Kills all components at once. No accepted event is lost, no event is counted twice, and no number decreases. KillIT and
 * ChaosIT kill them one by one.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CrashIT {
    @RegisterExtension
    static final RunningWeir weir = new RunningWeir(Map.of("WEIR_CHECKPOINT_INTERVAL", "2s"));

    private static final Traffic traffic = new Traffic("crash", 4);
    private static final List<Sent> accepted = new ArrayList<>();

    @Test
    @Order(1)
    void countsExactlyAfterEverythingWasKilled() throws Exception {
        List<Sent> events = moreEvents();
        try (Witness witness = witness()) {
            CompletableFuture<Void> producer =
                    CompletableFuture.runAsync(() -> weir.client().postAll(events));
            awaitViews(witness, 2_000);
            weir.stack().killAll();
            weir.stack().start();
            producer.join();

            weir.assertExact(accepted);
            assertThat(witness.stepsBack()).isEmpty();
        }
    }

    @Test
    @Order(2)
    void continuesAfterAStop() throws Exception {
        weir.stack().stop();
        weir.stack().start();

        weir.assertExact(accepted);

        weir.client().postAll(accepted);
        weir.assertExact(accepted);
    }

    private static Witness witness() {
        return Witness.of(List.of(weir.client()), Duration.ofMillis(20), reading -> {});
    }

    /** Waits until the last month has at least this many views in all. */
    private static void awaitViews(Witness witness, long atLeast) {
        await().atMost(Duration.ofMinutes(1)).until(() -> witness.latest().views() >= atLeast);
    }

    private static List<Sent> moreEvents() {
        Duration span = Duration.ofDays(20);
        List<Sent> events = traffic.events(20_000, 300, 50, Instant.now().minus(span), span);
        accepted.addAll(events);
        return events;
    }
}
