// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import dev.weir.configuration.ClickHouseEndpoint;
import dev.weir.configuration.Retention;
import dev.weir.local.Stack;
import dev.weir.migrator.Migrator;
import dev.weir.testbed.Sql;
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

/** Starts the ClickHouse of the local stack, with Weir's schema and nothing else, for one test class. */
final class RunningClickHouse implements BeforeAllCallback, AfterAllCallback {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private @Nullable Stack stack;

    @Override
    public void beforeAll(ExtensionContext context) {
        if (stack != null) {
            return; // A nested class; ClickHouse runs already.
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

    /** @param format the format of the rows, unless the statement names one */
    String sql(String statement, String format) {
        try {
            return new Sql(url()).run(statement, format);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }
}
