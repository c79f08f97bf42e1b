// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.testbed.Sent;
import dev.weir.testbed.Traffic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Follows the runbook for upgrades: stops with a savepoint and starts from it, also with more or fewer subtasks. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UpgradeIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    static final RunningWeir weir = new RunningWeir(Map.of("WEIR_JOB_PARALLELISM", "2"));

    private static final Traffic traffic = new Traffic("upgrade", 21);
    private static final List<Sent> accepted = new ArrayList<>();

    @Test
    @Order(1)
    void scalesUpFromASavepoint() throws Exception {
        weir.client().postAll(moreEvents());
        weir.assertExact(accepted);

        stopJobAsTheRunbookSays();
        assertThat(weir.stack().flink().isAlive()).isFalse();
        // While the job is stopped, some events are sent again and some are new.
        weir.client().postAll(accepted.subList(0, 1_500));
        weir.client().postAll(moreEvents());
        weir.restartWith(Map.of("WEIR_JOB_PARALLELISM", "4"));

        assertExactAndBalanced(1);
    }

    @Test
    @Order(2)
    void scalesDownFromASavepoint() throws Exception {
        weir.client().postAll(moreEvents());
        stopJobAsTheRunbookSays();
        weir.client().postAll(accepted);
        weir.restartWith(Map.of("WEIR_JOB_PARALLELISM", "1"));
        weir.client().postAll(moreEvents());

        assertExactAndBalanced(1);
    }

    @Test
    @Order(3)
    void rebuildCountsEverythingUnderAHigherEpoch() throws Exception {
        weir.restartWith(Map.of("WEIR_JOB_EPOCH", "2"));

        assertExactAndBalanced(2);
        assertThat(weir.sql("SELECT countIf(bitShiftRight(version, 48) != 2) FROM weir.video_views_daily_store FINAL"))
                .isEqualTo("0");
    }

    @Test
    @Order(4)
    void reportsWhyItCannotStop() throws Exception {
        weir.stack().flink().stop();

        Process process = start("flink-job/stop-job " + weir.stack().flinkUrl());

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(output(process))
                .contains("stop-job: Flink does not respond at " + weir.stack().flinkUrl());
        weir.stack().flink().start();
    }

    private static void assertExactAndBalanced(int epoch) throws Exception {
        weir.assertExact(accepted);
        JsonNode ledger = await().atMost(PATIENCE)
                .until(
                        () -> weir.client().get("/reconcile").json(),
                        answer -> answer.path("pending").asLong(-1) == 0
                                && answer.at("/ledger/epoch").asInt() == epoch);
        assertThat(ledger.get("balanced").asBoolean()).as(ledger.toString()).isTrue();
        assertThat(ledger.at("/totals/counted").asLong()).isEqualTo(accepted.size());
    }

    /** Runs the command as the runbook has it. Only the port is replaced. */
    private static void stopJobAsTheRunbookSays() throws Exception {
        String command = Files.readString(ROOT.resolve("docs/operations.md"))
                .lines()
                .filter(line -> line.startsWith("flink-job/stop-job "))
                .findFirst()
                .orElseThrow()
                .replace("127.0.0.1:8081", weir.stack().flinkUrl().getAuthority());
        Process process = start(command);
        String output = output(process);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        assertThat(Path.of(output.strip().replace("file:", ""), "_metadata")).exists();
        await().atMost(PATIENCE).until(() -> !weir.stack().flink().isAlive());
    }

    private static Process start(String command) throws Exception {
        return new ProcessBuilder("bash", "-ec", command)
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .start();
    }

    private static String output(Process process) throws Exception {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static List<Sent> moreEvents() {
        Duration span = Duration.ofDays(20);
        List<Sent> events = traffic.events(5_000, 200, 40, Instant.now().minus(span), span);
        accepted.addAll(events);
        return events;
    }
}
