// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.local.Stack;
import dev.weir.local.StackConfiguration;
import java.nio.file.Path;
import java.util.Map;

/** A stack like the one of {@code ./run}, on free ports. It is also stopped when this process ends. */
record Setting(Stack stack, Thread stop) implements AutoCloseable {
    static Setting open(Path folder) {
        Stack stack = Stack.open(StackConfiguration.onFreePorts(folder, Map.of()), step -> {});
        Thread stop = new Thread(stack::close, "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        return new Setting(stack, stop);
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
