// SPDX-License-Identifier: Apache-2.0
package dev.weir.testbed;

import dev.weir.local.Component;
import dev.weir.local.StackException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Freezes the process of a component (SIGSTOP) and resumes it (SIGCONT). Its peers see it as gone, and it does not
 * notice.
 */
public final class Freeze {
    /** A separate shell does both, so that the process does not stay frozen if this JVM dies. */
    private static final String FREEZE_AND_THAW = "kill -STOP $0 && sleep $1; kill -CONT $0";

    private static final Map<Long, Process> FREEZING = new ConcurrentHashMap<>();

    private Freeze() {}

    /** Freezes the process, and returns at once. It resumes after {@code lasting}. */
    public static void begin(Component victim, Duration lasting) {
        FREEZING.put(victim.pid(), start(victim, FREEZE_AND_THAW, Long.toString(lasting.toSeconds())));
    }

    /** Resumes the process before this method returns. Does nothing if it already runs. */
    public static void end(Component victim) {
        try {
            Process freezing = FREEZING.remove(victim.pid());
            if (freezing != null) {
                List<ProcessHandle> sleeping = freezing.descendants().toList();
                freezing.destroyForcibly().waitFor();
                sleeping.forEach(ProcessHandle::destroyForcibly);
            }
            start(victim, "kill -CONT $0", "").waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Process start(Component victim, String script, String seconds) {
        try {
            return new ProcessBuilder("/bin/sh", "-c", script, Long.toString(victim.pid()), seconds).start();
        } catch (IOException failure) {
            throw new StackException("Cannot freeze or thaw " + victim.name() + ": " + failure.getMessage(), failure);
        }
    }
}
