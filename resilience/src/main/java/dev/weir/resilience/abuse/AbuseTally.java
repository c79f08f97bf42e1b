// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts the connections and requests of abusive clients and the server's reactions. Thread-safe. */
final class AbuseTally {
    private final SortedMap<Integer, Long> answers = new TreeMap<>();
    private long connections;
    private long open;
    private long mostOpen;
    private long requests;
    private long refused;
    private long closed;
    private long reset;

    synchronized void connected() {
        connections++;
        open++;
        mostOpen = Math.max(mostOpen, open);
    }

    /** The client itself ended a connection. */
    synchronized void left() {
        open--;
    }

    synchronized void ended(Connection.End how) {
        switch (how) {
            case REFUSED -> refused++;
            case CLOSED -> closed++;
            case RESET -> reset++;
        }
        if (how != Connection.End.REFUSED) {
            open--;
        }
    }

    void asked() {
        asked(1);
    }

    synchronized void asked(int count) {
        requests += count;
    }

    synchronized void answered(int status) {
        answers.merge(status, 1L, Long::sum);
    }

    synchronized Counts counts() {
        return new Counts(connections, mostOpen, requests, new TreeMap<>(answers), refused, closed, reset);
    }

    /**
     * @param mostOpen the most connections at a time
     * @param answers the number of responses by status
     * @param refused connections that were not established
     * @param closed connections that the server closed with a FIN
     * @param reset connections that the server reset
     */
    record Counts(
            long connections,
            long mostOpen,
            long requests,
            SortedMap<Integer, Long> answers,
            long refused,
            long closed,
            long reset) {
        /** The server's reactions, such as {@code 404 ×12, closed ×3}. */
        String answersText() {
            SortedMap<String, Long> all = new TreeMap<>();
            answers.forEach((status, count) -> all.put(status.toString(), count));
            all.put("closed", closed);
            all.put("refused", refused);
            all.put("reset", reset);
            String text = all.entrySet().stream()
                    .filter(kind -> kind.getValue() > 0)
                    .map(kind -> String.format(Locale.ROOT, "%s ×%,d", kind.getKey(), kind.getValue()))
                    .collect(Collectors.joining(", "));
            return text.isEmpty() ? "nothing" : text;
        }
    }
}
