// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The sessions that clients keep by an id, for temporary tables and settings that span requests. Each session serves
 * one request at a time. It ends when it has not been used for its client's timeout. Thread-safe.
 */
final class Sessions implements AutoCloseable {
    /** ClickHouse's own default and maximum of {@code session_timeout}. */
    static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    private static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);
    private static final int MOST = 256;

    private static final class Kept {
        final EngineSession session;
        boolean isUsed = true;
        long endsAt;

        Kept(EngineSession session) {
            this.session = session;
        }
    }

    /** Opens a session on the engine. */
    @FunctionalInterface
    interface Opener {
        EngineSession open() throws EngineException;
    }

    private final Opener opener;
    private final LongSupplier nanoTime;
    private final Map<String, Kept> sessions = new HashMap<>();

    Sessions(Opener opener, LongSupplier nanoTime) {
        this.opener = opener;
        this.nanoTime = nanoTime;
    }

    /**
     * Takes the session with this id, or opens a new one. The caller must return it with {@link #giveBack}.
     *
     * @param mustExist whether a missing session is an error; the parameter {@code session_check}
     */
    synchronized EngineSession take(String id, boolean mustExist) throws EngineException {
        endOld();
        Kept kept = sessions.get(id);
        if (kept == null) {
            if (mustExist) {
                throw new EngineException(372, "SESSION_NOT_FOUND", "Session " + id + " not found");
            }
            makeRoom();
            kept = new Kept(opener.open());
            sessions.put(id, kept);
            return kept.session;
        }
        if (kept.isUsed) {
            throw new EngineException(373, "SESSION_IS_LOCKED", "Session " + id + " is locked by a concurrent client");
        }
        kept.isUsed = true;
        return kept.session;
    }

    /**
     * Returns a session after a request.
     *
     * @param ends whether the session ends with this request
     */
    synchronized void giveBack(String id, Duration timeout, boolean ends) {
        Kept kept = sessions.get(id);
        if (kept == null) {
            return;
        }
        kept.isUsed = false;
        kept.endsAt =
                nanoTime.getAsLong() + (timeout.compareTo(LONGEST_TIMEOUT) > 0 ? LONGEST_TIMEOUT : timeout).toNanos();
        if (ends) {
            sessions.remove(id);
            kept.session.close();
        }
    }

    @Override
    public synchronized void close() {
        sessions.values().forEach(kept -> kept.session.close());
        sessions.clear();
    }

    private void endOld() {
        long now = nanoTime.getAsLong();
        for (Iterator<Kept> all = sessions.values().iterator(); all.hasNext(); ) {
            Kept kept = all.next();
            if (!kept.isUsed && kept.endsAt - now <= 0) {
                all.remove();
                kept.session.close();
            }
        }
    }

    /**
     * Closes the unused session that would end first. Clients that create an id for each request would exceed any
     * limit.
     */
    private void makeRoom() throws EngineException {
        if (sessions.size() < MOST) {
            return;
        }
        Map.Entry<String, Kept> first = sessions.entrySet().stream()
                .filter(entry -> !entry.getValue().isUsed)
                .min(Comparator.comparingLong(entry -> entry.getValue().endsAt - nanoTime.getAsLong()))
                .orElseThrow(() -> new EngineException(
                        202, "TOO_MANY_SIMULTANEOUS_QUERIES", "All " + MOST + " sessions are in use"));
        sessions.remove(first.getKey());
        first.getValue().session.close();
    }
}
