// SPDX-License-Identifier: Apache-2.0
package dev.weir.testbed;

import dev.weir.local.Stack;
import dev.weir.local.StackConfiguration;
import java.nio.file.Path;
import java.util.Map;

/** A stack like the one of {@code ./run}, on free ports. It is also stopped when this process ends. */
public record TestStack(Stack stack, Thread stop) implements AutoCloseable {
    public static TestStack open(Path folder) {
        return open(folder, Map.of());
    }

    /** @param environment {@code WEIR_} variables that differ from the defaults */
    public static TestStack open(Path folder, Map<String, String> environment) {
        Stack stack = Stack.open(StackConfiguration.onFreePorts(folder, environment), step -> {});
        Thread stop = new Thread(stack::close, "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        return new TestStack(stack, stop);
    }

    @Override
    public void close() {
        stack.close();
        try {
            Runtime.getRuntime().removeShutdownHook(stop);
        } catch (IllegalStateException isEnding) {
            // The hook is already running.
        }
    }
}
