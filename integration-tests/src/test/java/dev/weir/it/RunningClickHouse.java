package dev.weir.it;

import dev.weir.clickhouse.ClickHouseEndpoint;
import dev.weir.clickhouse.Migrator;
import dev.weir.clickhouse.Retention;
import dev.weir.local.Stack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The ClickHouse of the local stack for one test class, with the schema of Weir and without the rest. */
final class RunningClickHouse implements BeforeAllCallback, AfterAllCallback {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private @Nullable Stack stack;

    @Override
    public void beforeAll(ExtensionContext context) {
        if (stack != null) {
            return; // A class nested in the one that it was started for.
        }
        Stack opened = RunningWeir.open(context.getRequiredTestClass(), Map.of());
        stack = opened;
        opened.clickHouse().start();
        Migrator.migrate(endpoint(), Retention.FOREVER, PATIENCE, line -> {});
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (stack != null && !context.getRequiredTestClass().isMemberClass()) {
            stack.close();
        }
    }

    URI url() {
        return Objects.requireNonNull(stack, "not started").clickHouseUrl();
    }

    ClickHouseEndpoint endpoint() {
        return new ClickHouseEndpoint(url(), "default", "");
    }

    /** @param format of the rows, where the statement names none */
    String sql(String statement, String format) {
        try {
            return new Sql(url()).run(statement, format);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }
}
