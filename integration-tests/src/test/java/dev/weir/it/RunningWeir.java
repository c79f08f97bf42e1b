// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.local.Stack;
import dev.weir.local.StackConfiguration;
import dev.weir.testbed.Folders;
import dev.weir.testbed.Numbers;
import dev.weir.testbed.Oracle;
import dev.weir.testbed.Sent;
import dev.weir.testbed.Sql;
import dev.weir.testbed.TableReads;
import dev.weir.testbed.WeirClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Starts all of Weir for one test class: real Kafka, ClickHouse and Flink, on free ports and in its own folder. */
final class RunningWeir implements BeforeAllCallback, AfterAllCallback {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Map<String, String> environment;
    private @Nullable Stack stack;

    /** Starts Weir with its defaults, except for a short checkpoint interval, so that tests wait less. */
    RunningWeir() {
        this(Map.of());
    }

    /** @param environment variables that differ */
    RunningWeir(Map<String, String> environment) {
        this.environment = new HashMap<>(Map.of("WEIR_CHECKPOINT_INTERVAL", "1s"));
        this.environment.putAll(environment);
    }

    /** Restarts the gateway and the job with variables that differ from those of the class. */
    void restartWith(Map<String, String> changes) {
        stack().restartWith(changes);
    }

    /** Creates a stack without starting anything. Its folder is kept after the test, for debugging. */
    static Stack open(Class<?> test, Map<String, String> environment) {
        Path folder = Path.of("target", "stacks", test.getSimpleName());
        try {
            Folders.delete(folder);
        } catch (IOException stuck) {
            throw new UncheckedIOException(stuck);
        }
        return Stack.open(StackConfiguration.onFreePorts(folder, environment), System.out::println);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Stack opened = open(context.getRequiredTestClass(), environment);
        stack = opened;
        opened.start();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (stack != null) {
            stack.close();
        }
    }

    Stack stack() {
        return Objects.requireNonNull(stack, "not started");
    }

    WeirClient client() {
        return new WeirClient(stack().gatewayUrl());
    }

    /** Runs SQL over ClickHouse's HTTP interface, as curl does. Returns tab-separated rows. */
    String sql(String statement) {
        try {
            return new Sql(stack().clickHouseUrl()).run(statement);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Waits until every table reports that it includes all events that were accepted before this call. */
    void awaitFresh() {
        TableReads tables = new TableReads(new Sql(stack().clickHouseUrl()));
        Instant now = Instant.now();
        await().atMost(PATIENCE).ignoreExceptions().until(() -> tables.areFresh(now));
    }

    /** Checks every row of every metric, for every day of these events. There must be no other events. */
    void assertExact(List<Sent> events) throws IOException {
        assertExact(events, events.size());
    }

    /**
     * Checks every row of every metric, for every day of these events.
     *
     * @param accepted the number of events in all, including those of other days
     */
    void assertExact(List<Sent> events, int accepted) throws IOException {
        awaitFresh();
        Oracle oracle = new Oracle(events, LocalDate.now(ZoneOffset.UTC));
        LocalDate from = oracle.firstDay().minusDays(2);
        LocalDate to = oracle.lastDay();
        Map<String, Map<String, String>> expected = oracle.numbers().byMetric();
        Numbers.read(client(), from, to)
                .byMetric()
                .forEach((metric, rows) -> assertThat(rows).as(metric).isEqualTo(expected.get(metric)));
        assertThat(sql("SELECT count(), uniqExact(user_id, event_id) FROM weir.events"))
                .as("raw events")
                .isEqualTo(accepted + "\t" + accepted);
    }
}
