// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.examination;

import dev.weir.testbed.Numbers;
import dev.weir.testbed.Sql;
import dev.weir.testbed.WeirClient;
import java.io.IOException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The data that can be read from Weir.
 *
 * @param rawEvents how many rows each identity has in the table of events, without the preload
 * @param preloaded the rows of the preload in the table of events, by user
 */
record Seen(Numbers numbers, Map<Identity, Integer> rawEvents, Map<String, Long> preloaded) {
    /** The key by which events are deduplicated. */
    record Identity(String userId, String eventId) {}

    /** Reads every row of every metric for these days from a gateway, and every event from ClickHouse. */
    static Seen read(WeirClient gateway, Sql clickHouse, LocalDate from, LocalDate to) throws IOException {
        Map<Identity, Integer> rawEvents = new HashMap<>();
        for (List<String> columns : rows(
                clickHouse,
                "SELECT user_id, event_id, count() FROM weir.events WHERE video_id != '" + Preload.VIDEO
                        + "' GROUP BY user_id, event_id")) {
            rawEvents.put(new Identity(columns.get(0), columns.get(1)), Integer.parseInt(columns.get(2)));
        }
        Map<String, Long> preloaded = new HashMap<>();
        for (List<String> columns : rows(
                clickHouse,
                "SELECT user_id, count() FROM weir.events WHERE video_id = '" + Preload.VIDEO + "' GROUP BY user_id")) {
            preloaded.put(columns.get(0), Long.parseLong(columns.get(1)));
        }
        return new Seen(Numbers.read(gateway, from, to), rawEvents, preloaded);
    }

    private static List<List<String>> rows(Sql clickHouse, String query) throws IOException {
        return clickHouse
                .run(query)
                .lines()
                .map(row -> List.of(row.split("\t", -1)))
                .toList();
    }
}
