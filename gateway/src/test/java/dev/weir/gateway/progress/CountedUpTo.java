// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.progress;

import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import java.util.Map;

/** A log with one partition whose counted position and end are set by a test. */
public final class CountedUpTo implements PositionReader {
    private volatile long nextOffset;
    private volatile boolean silent;
    private volatile long end = Long.MAX_VALUE;
    private volatile boolean breaks;
    private volatile boolean hasBroken;

    public void count(long upTo) {
        nextOffset = upTo;
    }

    public void fallSilent() {
        silent = true;
    }

    /** Makes the next read throw an error. */
    public void breakOnce() {
        breaks = true;
    }

    public boolean hasBroken() {
        return hasBroken;
    }

    @Override
    public LogPositions read() throws ClickHouseUnavailableException {
        if (breaks) {
            breaks = false;
            hasBroken = true;
            throw new NoClassDefFoundError("as when a jar is replaced");
        }
        if (silent) {
            throw new ClickHouseUnavailableException(new IllegalStateException("silent"));
        }
        return of(nextOffset);
    }

    public void endAt(long offset) {
        end = offset;
    }

    /** The end of the log; it is never reached unless the test sets it. */
    public PositionReader end() {
        return () -> of(end);
    }

    public static LogPositions of(long nextOffset) {
        return new LogPositions(Map.of(0, nextOffset));
    }
}
