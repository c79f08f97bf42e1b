package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.local.Stack;
import dev.weir.local.StackConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The whole of Weir for one test class: real Kafka, ClickHouse and Flink, on free ports and in a folder of its own. */
final class RunningWeir implements BeforeAllCallback, AfterAllCallback {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Map<String, String> environment;
    private @Nullable Stack stack;

    RunningWeir(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Ends the stack, and starts it again on the same data with other settings, as an upgrade does. */
    void restartWith(Map<String, String> changes) {
        Path folder = stack().dataDirectory();
        stack().close();
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(changes);
        Stack opened = Stack.open(StackConfiguration.onFreePorts(folder, all), System.out::println);
        stack = opened;
        opened.start();
    }

    /** A stack of which nothing runs yet; its folder is left behind for whoever has to find out why a test failed. */
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

    Client client() {
        return new Client(stack().gatewayUrl());
    }

    /** Runs SQL over ClickHouse's HTTP interface, as curl does; the answer is tab-separated. */
    String sql(String statement) {
        try {
            return new Sql(stack().clickHouseUrl()).run(statement);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Waits until everything that was accepted before this call is in every table, by the tables' own word. */
    void awaitFresh() {
        long now = System.currentTimeMillis();
        await().atMost(PATIENCE).ignoreExceptions().until(() -> sql(String.format(
                        Locale.ROOT,
                        "SELECT count() = 6 AND min(as_of) >= fromUnixTimestamp64Milli(%d) FROM weir.freshness",
                        now))
                .equals("1"));
    }

    /** Every row of every metric, for every day of these events; there are no others. */
    void assertExact(List<Sent> events) throws IOException {
        assertExact(events, events.size());
    }

    /**
     * Every row of every metric, for every day of these events.
     *
     * @param accepted how many events there are in all, those of other days included
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
