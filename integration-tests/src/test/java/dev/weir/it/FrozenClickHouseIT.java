package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.local.Component;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A ClickHouse that neither answers nor closes its connections: events go on, questions are refused at once. */
class FrozenClickHouseIT {
    private static final String ACTIVE_USERS = "/metrics?metric=active_users";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @RegisterExtension
    static final RunningWeir weir = new RunningWeir(Map.of("WEIR_QUERY_TIMEOUT", "2s"));

    @Test
    void ingestDoesNotNoticeAndQueriesRecover() throws Exception {
        Traffic traffic = new Traffic("frozen", 7);
        List<Sent> accepted = new ArrayList<>();
        send(traffic, accepted);
        weir.awaitFresh();
        awaitAnswer();

        try (Frozen ignored = new Frozen(weir.stack().clickHouse())) {
            await().atMost(PATIENCE).until(FrozenClickHouseIT::isRefusedAtOnce);
            int refusedAtOnce = 0;
            for (int i = 0; i < 30; i++) {
                send(traffic, accepted);
                refusedAtOnce += isRefusedAtOnce() ? 1 : 0;
            }
            assertThat(refusedAtOnce)
                    .as("the others found out whether it answers again")
                    .isGreaterThan(10);
        }

        awaitAnswer();
        weir.assertExact(accepted);
    }

    private static void awaitAnswer() {
        await().atMost(PATIENCE).until(() -> weir.client().get(ACTIVE_USERS).status() == 200);
    }

    private static void send(Traffic traffic, List<Sent> accepted) throws IOException {
        Duration span = Duration.ofDays(3);
        List<Sent> events = traffic.events(100, 20, 5, Instant.now().minus(span), span);
        assertThat(weir.client().post(events).status()).isEqualTo(200);
        accepted.addAll(events);
    }

    private static boolean isRefusedAtOnce() throws IOException {
        Answer answer = weir.client().get(ACTIVE_USERS);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        return answer.body().contains("ClickHouse has not answered since");
    }

    /** Halts a process until this is closed; for two minutes at most, so that it does not stay frozen when this one dies. */
    private static final class Frozen implements AutoCloseable {
        private static final String SCRIPT = "kill -STOP $0 && sleep 120; kill -CONT $0";

        private final String pid;
        private final Process thaw;

        Frozen(Component component) throws IOException {
            pid = Long.toString(component.pid());
            thaw = new ProcessBuilder("/bin/sh", "-c", SCRIPT, pid).start();
        }

        @Override
        public void close() throws IOException, InterruptedException {
            thaw.descendants().forEach(ProcessHandle::destroy);
            thaw.destroy();
            thaw.waitFor();
            new ProcessBuilder("/bin/sh", "-c", "kill -CONT $0", pid).start().waitFor();
        }
    }
}
