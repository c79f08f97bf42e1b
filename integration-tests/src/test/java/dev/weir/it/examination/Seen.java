package dev.weir.it.examination;

import dev.weir.it.Client;
import dev.weir.it.Numbers;
import dev.weir.it.Sql;
import java.io.IOException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What can be read from Weir.
 *
 * @param rawEvents how often each identity stands in the table of events
 */
record Seen(Numbers numbers, Map<Identity, Integer> rawEvents) {
    /** What makes an event the same event. */
    record Identity(String userId, String eventId) {}

    /** Reads from a gateway every row of every metric between these days, and from ClickHouse every event. */
    static Seen read(Client gateway, Sql clickHouse, LocalDate from, LocalDate to) throws IOException {
        Map<Identity, Integer> rawEvents = new HashMap<>();
        String rows = clickHouse.run("SELECT user_id, event_id, count() FROM weir.events GROUP BY user_id, event_id");
        for (String row : rows.isEmpty() ? List.<String>of() : rows.lines().toList()) {
            List<String> columns = List.of(row.split("\t", -1));
            rawEvents.put(new Identity(columns.get(0), columns.get(1)), Integer.parseInt(columns.get(2)));
        }
        return new Seen(Numbers.read(gateway, from, to), rawEvents);
    }
}
