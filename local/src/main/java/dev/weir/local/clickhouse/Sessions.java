package dev.weir.local.clickhouse;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Sessions that clients keep by an id, for temporary tables and settings from one request to the next. Each is used by one request at a
 * time, and ends when nobody has used it for the time that its client asked for. Thread-safe.
 */
final class Sessions implements AutoCloseable {
    /** ClickHouse's own bounds of {@code session_timeout}. */
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
     * The session of an id, to be given back; a new one where there is none.
     *
     * @param mustExist {@code session_check}
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

    /** After a request. */
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

    /** Clients that make an id for each request would fill any bound: the session that ends first goes. */
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
