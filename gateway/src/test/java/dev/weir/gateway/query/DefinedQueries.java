// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import dev.weir.http.BadParameterException;
import dev.weir.metric.MetricDefinition;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Builds queries of defined metrics from the parameters of requests. */
public final class DefinedQueries {
    private static final List<String> ZONES = List.of(
            "UTC",
            "Europe/Berlin",
            "America/New_York",
            "Asia/Kolkata",
            "Asia/Kathmandu",
            "Australia/Lord_Howe",
            "America/Sao_Paulo",
            "Pacific/Apia");

    private DefinedQueries() {}

    /** @param query the query of a URL, not encoded */
    public static MetricsQuery.Defined of(String query) throws BadParameterException {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            parameters
                    .computeIfAbsent(pair.substring(0, equals), name -> new ArrayList<>())
                    .add(pair.substring(equals + 1));
        }
        MetricsRequest request = MetricsRequestParser.parse(
                parameters, null, new MetricCatalogue(SampleDefinitions.ALL), Instant.parse("2026-11-20T12:00:00Z"));
        return (MetricsQuery.Defined) ((MetricsRequest.Read) request).query();
    }

    /** A valid query of some days around a day, as the parameters of a request. */
    public static String some(SplittableRandom random, LocalDate around) {
        while (true) {
            String query = any(random, around);
            try {
                of(query);
                return query;
            } catch (BadParameterException invalid) {
                // Try another one.
            }
        }
    }

    private static String any(SplittableRandom random, LocalDate around) {
        MetricDefinition metric = one(random, SampleDefinitions.ALL);
        StringBuilder query = new StringBuilder("metric=" + metric.name());
        query.append("&interval=").append(one(random, List.of("minute", "hour", "day", "day", "total", "total")));
        query.append("&tz=").append(one(random, ZONES));
        LocalDate from = around.plusDays(random.nextInt(-4, 4));
        LocalDate to = from.plusDays(random.nextInt(4));
        boolean instants = random.nextInt(3) == 0;
        query.append("&from=").append(instants ? instant(random, from) : from);
        query.append("&to=").append(instants ? instant(random, to.plusDays(1)) : to);
        if (random.nextBoolean()) {
            query.append("&by=");
            metric.by().stream().filter(group -> random.nextBoolean()).forEach(group -> query.append(
                            query.charAt(query.length() - 1) == '=' ? "" : ",")
                    .append(group));
        }
        metric.by().stream().filter(group -> random.nextInt(4) == 0).forEach(group -> query.append('&')
                .append(group)
                .append('=')
                .append(one(random, List.of("pro", "free", "", "none")))
                .append('&')
                .append(group)
                .append("=DE"));
        query.append("&order=").append(random.nextBoolean() ? "time" : "value");
        query.append("&limit=").append(random.nextBoolean() ? 1 + random.nextInt(10) : 100_000);
        return query.toString();
    }

    private static String instant(SplittableRandom random, LocalDate day) {
        int minute = random.nextInt(24 * 60) / (random.nextBoolean() ? 60 : 1) * (random.nextBoolean() ? 60 : 1);
        return day + "T" + LocalTime.ofSecondOfDay(minute % 1_440 * 60L) + ":0" + random.nextInt(2) + "Z";
    }

    private static <T> T one(SplittableRandom random, List<T> some) {
        return some.get(random.nextInt(some.size()));
    }
}
