package dev.weir.local;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.Locale;

/**
 * Runs another class's {@code main} in a process that does not outlive its supervisor.
 *
 * <p>The supervisor holds the other end of standard input; when it dies, however it dies, the input ends. The process
 * then halts at once, so that a new stack finds its ports free: every part of Weir is made to survive that.
 */
public final class Child {
    private Child() {}

    public static void main(String[] arguments) throws ReflectiveOperationException {
        Thread watch = new Thread(Child::haltWithSupervisor, "supervisor-watch");
        watch.setDaemon(true);
        watch.start();
        // Weir's own code names its locales. Kafka's does not: in Turkish it knows no group type `CLASSİC`, and does
        // not start.
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
                // Nothing is ever sent.
            }
        } catch (IOException broken) {
            // As good as the end.
        }
        Runtime.getRuntime().halt(137);
    }
}
