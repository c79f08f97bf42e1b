// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The threads of a JVM, as {@code jcmd Thread.print} writes them. */
record ThreadDump(List<Entry> threads) {
    private static final Pattern HEAD = Pattern.compile("^\"([^\"]*)\"", Pattern.MULTILINE);
    private static final Pattern STATE = Pattern.compile("java\\.lang\\.Thread\\.State: (\\w+)");

    /** @param state such as {@code RUNNABLE}; empty for the JVM's internal threads */
    record Entry(String name, String state, String stack) {
        /** Whether the thread waits, for any reason, within a call of this package. */
        boolean waitsIn(String packageName) {
            return !state.isEmpty() && !state.equals("RUNNABLE") && stack.contains("at " + packageName + ".");
        }
    }

    static ThreadDump parse(String text) {
        return new ThreadDump(Arrays.stream(text.split("\n\\s*\n"))
                .flatMap(part -> HEAD.matcher(part).results().map(head -> entry(head.group(1), part)))
                .toList());
    }

    /** The names of threads that serve requests and wait within calls of a package. */
    List<String> servingAndWaitingIn(String packageName) {
        return threads.stream()
                .filter(thread -> thread.name().startsWith("http I/O")
                        || thread.name().startsWith("ingest")
                        || thread.name().startsWith("query"))
                .filter(thread -> thread.waitsIn(packageName))
                .map(Entry::name)
                .toList();
    }

    private static Entry entry(String name, String part) {
        Matcher state = STATE.matcher(part);
        return new Entry(name, state.find() ? state.group(1) : "", part);
    }
}
