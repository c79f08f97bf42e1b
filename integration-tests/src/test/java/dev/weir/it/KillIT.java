// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.testbed.Numbers;
import dev.weir.testbed.Oracle;
import dev.weir.testbed.Sent;
import dev.weir.testbed.Sql;
import dev.weir.testbed.WeirClient;
import dev.weir.testbed.Witness;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills each process of {@code ./run} with {@code kill -9} while events flow. {@code ./run} restarts it, and gives up
 * if it keeps being killed. Meanwhile, no number decreases.
 */
class KillIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final List<String> PARTS = List.of("clickhouse", "flink", "gateway", "kafka");

    private static final Set<String> NOT_NEEDED_TO_TAKE_EVENTS = Set.of("clickhouse", "flink");

    private static final int ENOUGH_EVENTS = 400;

    @Test
    void restartsKilledPartsCountsExactlyAndFinallyGivesUp(@TempDir Path folder) throws Exception {
        try (RunCommand run = RunCommand.start(environment(folder))) {
            run.awaitReady();
            WeirClient client = new WeirClient(run.gateway());
            List<Sent> accepted = killEachUnderLoad(run, client);

            await().atMost(PATIENCE).untilAsserted(() -> assertExact(run, client, accepted));
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(client.get("/reconcile").body()).contains("\"balanced\":true"));
            for (String part : PARTS) {
                assertThat(lines(run, title(part) + " stopped unexpectedly"))
                        .singleElement()
                        .asString()
                        .contains("signal 9");
                assertThat(lines(run, title(part) + " is back after")).hasSize(1);
            }

            List<ProcessHandle> components = run.components();
            killUntilItEnds(run, "clickhouse");
            assertThat(run.awaitExit()).isEqualTo(1);
            assertThat(run.output())
                    .contains("ended 6 times", "so ./run stops", "it keeps your data")
                    .doesNotContain("Exception");
            assertThat(components).hasSize(4).noneMatch(ProcessHandle::isAlive);
            System.out.println(run.output());
        }
    }

    private static List<Sent> killEachUnderLoad(RunCommand run, WeirClient client) throws Exception {
        SteadyProducer producer = new SteadyProducer(client);
        try (producer;
                Witness witness = Witness.of(List.of(client), Duration.ofMillis(20), reading -> {})) {
            for (String part : PARTS) {
                awaitMore(producer);
                int before = producer.acceptedCount();
                int repeatsBefore = producer.repeats();
                kill(run, part);
                await().atMost(PATIENCE)
                        .until(() -> !lines(run, title(part) + " is back after").isEmpty());
                if (NOT_NEEDED_TO_TAKE_EVENTS.contains(part)) {
                    assertThat(producer.acceptedCount()).as(part).isGreaterThan(before);
                    assertThat(producer.repeats()).as(part).isEqualTo(repeatsBefore);
                }
                awaitMore(producer);
            }
            assertThat(witness.stepsBack()).isEmpty();
        }
        return producer.accepted();
    }

    private static void killUntilItEnds(RunCommand run, String part) throws IOException {
        while (run.isAlive()) {
            long pid = run.processOf(part);
            kill(run, part);
            await().atMost(PATIENCE).until(() -> !run.isAlive() || run.processOf(part) != pid);
        }
    }

    private static void kill(RunCommand run, String part) throws IOException {
        ProcessHandle.of(run.processOf(part)).ifPresent(ProcessHandle::destroyForcibly);
    }

    private static void awaitMore(SteadyProducer producer) {
        int before = producer.acceptedCount();
        await().atMost(PATIENCE).until(() -> producer.acceptedCount() >= before + ENOUGH_EVENTS);
    }

    private static void assertExact(RunCommand run, WeirClient client, List<Sent> accepted) throws IOException {
        assertThat(new Sql(run.clickHouse()).run("SELECT count(), uniqExact(user_id, event_id) FROM weir.events"))
                .isEqualTo(accepted.size() + "\t" + accepted.size());
        Oracle oracle = new Oracle(accepted, LocalDate.now(ZoneOffset.UTC));
        Map<String, Map<String, String>> expected = oracle.numbers().byMetric();
        Numbers.read(client, oracle.firstDay().minusDays(2), oracle.lastDay())
                .byMetric()
                .forEach((metric, rows) -> assertThat(rows).as(metric).isEqualTo(expected.get(metric)));
    }

    private static List<String> lines(RunCommand run, String begin) throws IOException {
        return run.output().lines().filter(line -> line.startsWith(begin)).toList();
    }

    private static String title(String part) {
        return part.equals("clickhouse")
                ? "ClickHouse"
                : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1);
    }

    private static Map<String, String> environment(Path folder) {
        Map<String, String> environment = RunCommand.onFreePorts(folder.resolve("data"));
        environment.put("WEIR_CHECKPOINT_INTERVAL", "2s");
        return environment;
    }
}
