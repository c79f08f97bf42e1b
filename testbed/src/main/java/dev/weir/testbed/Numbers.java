// SPDX-License-Identifier: Apache-2.0
package dev.weir.testbed;

import java.io.IOException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;

/** Every row of every metric, in the format of {@link WeirClient#metric}. */
public record Numbers(
        Map<String, String> views,
        Map<String, String> activeUsers,
        Map<String, String> views30d,
        Map<String, String> eventsPerMinute) {

    /** Reads the numbers of these days from a gateway. */
    public static Numbers read(WeirClient client, LocalDate from, LocalDate to) throws IOException {
        return new Numbers(
                client.metric("views", from, to, 1),
                client.metric("active_users", from, to, 3),
                client.metric("views_30d", from, to, 1),
                client.metric("events&interval=minute", from, to, 1));
    }

    /** The rows of each metric, by its name. */
    public Map<String, Map<String, String>> byMetric() {
        Map<String, Map<String, String>> metrics = new LinkedHashMap<>();
        metrics.put("views", views);
        metrics.put("active_users", activeUsers);
        metrics.put("views_30d", views30d);
        metrics.put("events", eventsPerMinute);
        return metrics;
    }
}
