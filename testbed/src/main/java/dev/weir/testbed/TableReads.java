// SPDX-License-Identifier: Apache-2.0
package dev.weir.testbed;

import java.io.IOException;
import java.time.Instant;
import java.util.Locale;

/** Reads from Weir's tables whether they are up to date, and the sum of all views. */
public record TableReads(Sql clickHouse) {
    private static final int TABLES = 6;

    /** Whether every table claims to include all events that were accepted before this instant. */
    public boolean areFresh(Instant instant) throws IOException {
        return clickHouse
                .run(String.format(
                        Locale.ROOT,
                        "SELECT count() >= %d AND min(as_of) >= fromUnixTimestamp64Milli(%d) FROM weir.freshness",
                        TABLES,
                        instant.toEpochMilli()))
                .equals("1");
    }

    /** The views of all videos on all days. */
    public long views() throws IOException {
        return Long.parseLong(clickHouse.run("SELECT sum(views) FROM weir.video_views_daily"));
    }
}
