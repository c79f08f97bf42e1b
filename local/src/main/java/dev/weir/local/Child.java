// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.Locale;

/**
 * Runs the {@code main} method of another class in a process that does not outlive its supervisor.
 *
 * <p>The supervisor holds the other end of standard input. When the supervisor dies for any reason, the input
 * ends. The process then halts at once, so that the next stack finds its ports free. Every part of Weir survives such a
 * halt.
 */
public final class Child {
    private Child() {}

    public static void main(String[] arguments) throws ReflectiveOperationException {
        Thread watch = new Thread(Child::haltWithSupervisor, "supervisor-watch");
        watch.setDaemon(true);
        watch.start();
        // Weir's own code names its locales. Kafka's code does not: with a Turkish default locale, it does not
        // recognize the group type `CLASSİC` and fails to start.
        Locale.setDefault(Locale.ROOT);
        try {
            Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object)
                    Arrays.copyOfRange(arguments, 1, arguments.length));
        } catch (InvocationTargetException failure) {
            failure.getTargetException().printStackTrace();
            System.exit(1);
        }
    }

    private static void haltWithSupervisor() {
        try {
            while (System.in.read() >= 0) {
                // The supervisor never sends anything.
            }
        } catch (IOException broken) {
            // Same as the end of the input.
        }
        Runtime.getRuntime().halt(137);
    }
}
