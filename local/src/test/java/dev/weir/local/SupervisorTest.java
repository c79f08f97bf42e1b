// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Uses shells as processes. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Execution(ExecutionMode.CONCURRENT)
class SupervisorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    @TempDir
    private Path folder = Path.of("");

    private final List<String> said = new CopyOnWriteArrayList<>();
    private final List<StackException> failures = new CopyOnWriteArrayList<>();
    private final AtomicBoolean requested = new AtomicBoolean();
    private final List<AutoCloseable> toClose = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : toClose) {
            closeable.close();
        }
    }

    @Test
    void restartsAKilledProcessAndReportsHowItEnded() {
        Component shell = supervised("kafka", "exec sleep 60");
        long before = shell.pid();
        ProcessHandle.of(before).orElseThrow().destroyForcibly();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(said).anyMatch(line -> line.startsWith("Kafka is back")));
        assertThat(shell.isAlive()).isTrue();
        assertThat(shell.pid()).isNotEqualTo(before);
        assertThat(said.get(0))
                .startsWith("Kafka stopped unexpectedly (signal 9)")
                .contains("memory ran out", "kafka.log")
                .doesNotContain("Its last lines");
        assertThat(said.get(1)).contains("restarted in 0.1 s", "503");
        assertThat(failures).isEmpty();
    }

    @Test
    void doesNotRestartAProcessKilledOnPurpose() {
        Component shell = supervised("kafka", "exec sleep 60");
        Component other = supervised("clickhouse", "exec sleep 60");
        shell.kill();
        ProcessHandle.of(other.pid()).orElseThrow().destroyForcibly();
        await().atMost(PATIENCE).until(() -> said.stream().anyMatch(line -> line.startsWith("ClickHouse is back")));
        assertThat(said).noneMatch(line -> line.contains("Kafka"));
        assertThat(shell.isAlive()).isFalse();
    }

    @Test
    void doesNotRestartFlinkAfterASavepoint() {
        supervised("flink", "sleep 0.3; exit 0");
        await().atMost(PATIENCE).until(() -> !said.isEmpty());
        assertThat(said).singleElement().asString().startsWith("Flink was stopped with a savepoint");
    }

    @Test
    void continuesWithAStoppedJobOnRequest() {
        requested.set(true);
        Component job = supervised("flink", "[ -f again ] && exec sleep 60; touch again; sleep 0.3; exit 0");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(said).anyMatch(line -> line.startsWith("Flink is back")));
        assertThat(job.isAlive()).isTrue();
        assertThat(failures).isEmpty();
    }

    @Test
    void startsNothingAfterClose() throws Exception {
        Component shell = supervised("gateway", "exec sleep 60");
        ProcessHandle.of(shell.pid()).orElseThrow().destroyForcibly();
        await().atMost(PATIENCE).until(() -> !said.isEmpty());
        close();
        assertThat(shell.isAlive()).isFalse();
        assertThat(catchThrowable(shell::start)).isInstanceOf(StackException.class);
    }

    @Test
    void givesUpOnAProcessThatKeepsFailing() throws Exception {
        // Ends at once from the second start on.
        Component shell =
                supervised("gateway", "[ -f again ] && { echo no more memory; exit 3; }; touch again; exec sleep 60");
        ProcessHandle.of(shell.pid()).orElseThrow().destroyForcibly();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(failures).as(said.toString()).isNotEmpty());
        assertThat(failures).singleElement().satisfies(failure -> assertThat(failure)
                .hasMessageContaining("exit status 3")
                .hasMessageContaining("no more memory")
                .hasMessageContaining("ended 6 times")
                .hasMessageContaining("keeps your data"));
    }

    @Test
    void backsOffAndResetsAfterAMinute() {
        RestartPolicy policy = new RestartPolicy(RestartPolicy.FIRST_PAUSE);
        assertThat(IntStream.range(0, 5)
                        .mapToObj(end -> policy.ended(Duration.ofSeconds(59)).orElseThrow()))
                .extracting(Duration::toSeconds)
                .containsExactly(1L, 2L, 4L, 8L, 16L);
        assertThat(policy.ended(Duration.ofSeconds(60))).contains(Duration.ofSeconds(1));
        IntStream.range(0, 4).forEach(end -> policy.ended(Duration.ZERO));
        assertThat(policy.ended(Duration.ZERO)).isEmpty();
    }

    @Test
    void rotatesALogWhileItIsWritten() throws Exception {
        BoundedLog log = new BoundedLog(folder.resolve("some.log"), 1_000);
        log.begin();
        Files.writeString(log.file(), "x".repeat(1_500));
        log.bound();
        assertThat(log.file()).isEmptyFile();
        assertThat(folder.resolve("some.log.1")).hasSize(1_500);
        Files.writeString(log.file(), "the cause\n");
        assertThat(log.cause()).containsExactly("the cause");
    }

    private Component supervised(String name, String script) {
        Component component = new Component(
                name,
                folder.resolve(name + ".log"),
                () -> new ProcessBuilder("/bin/sh", "-c", script).directory(folder.toFile()),
                () -> !script.contains("touch again") || Files.exists(folder.resolve("again")),
                Duration.ofSeconds(5));
        component.start();
        Supervisor supervisor =
                Supervisor.start(List.of(component), FIRST_PAUSE, stopped -> requested.get(), said::add, failures::add);
        toClose.add(() -> {
            supervisor.close();
            component.retire();
        });
        return component;
    }
}
