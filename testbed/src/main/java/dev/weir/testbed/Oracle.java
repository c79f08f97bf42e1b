// SPDX-License-Identifier: Apache-2.0
package dev.weir.testbed;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Computes the expected value of every metric in the simplest way. A key is the row's columns, joined. */
public final class Oracle {
    private final Set<Sent> events;
    private final Map<Sent, Long> times;
    private final LocalDate today;

    public Oracle(Collection<Sent> events, LocalDate today) {
        this(events, Map.of(), today);
    }

    /** @param times how many events an event stands for, which differ only in their ids */
    public Oracle(Collection<Sent> events, Map<Sent, Long> times, LocalDate today) {
        this.events = new HashSet<>(events);
        this.events.addAll(times.keySet());
        this.times = times;
        this.today = today;
    }

    public Numbers numbers() {
        return new Numbers(views(), activeUsers(), views30d(), eventsPerMinute());
    }

    Map<String, String> views() {
        Map<String, Long> counts = new TreeMap<>();
        events.forEach(event -> counts.merge(event.day() + "|" + event.videoId(), times(event), Long::sum));
        return written(counts);
    }

    Map<String, String> views30d() {
        Map<String, Long> counts = new TreeMap<>();
        for (Sent event : events) {
            for (LocalDate asOf = event.day(); isWithin(asOf, event.day(), 30); asOf = asOf.plusDays(1)) {
                counts.merge(asOf + "|" + event.videoId(), times(event), Long::sum);
            }
        }
        return written(counts);
    }

    Map<String, String> activeUsers() {
        Map<LocalDate, Set<String>> daily = new TreeMap<>();
        Map<LocalDate, Set<String>> weekly = new TreeMap<>();
        Map<LocalDate, Set<String>> monthly = new TreeMap<>();
        for (Sent event : events) {
            daily.computeIfAbsent(event.day(), day -> new TreeSet<>()).add(event.userId());
            for (LocalDate day = event.day(); isWithin(day, event.day(), 30); day = day.plusDays(1)) {
                monthly.computeIfAbsent(day, any -> new TreeSet<>()).add(event.userId());
                if (isWithin(day, event.day(), 7)) {
                    weekly.computeIfAbsent(day, any -> new TreeSet<>()).add(event.userId());
                }
            }
        }
        Map<String, String> rows = new TreeMap<>();
        monthly.forEach((day, users) -> rows.put(
                day.toString(),
                daily.getOrDefault(day, Set.of()).size() + "|"
                        + weekly.getOrDefault(day, Set.of()).size() + "|" + users.size()));
        return rows;
    }

    Map<String, String> eventsPerMinute() {
        Map<String, Long> counts = new TreeMap<>();
        for (Sent event : events) {
            Instant minute = event.timestamp().truncatedTo(ChronoUnit.MINUTES);
            counts.merge(minute + "|video_view", times(event), Long::sum);
        }
        return written(counts);
    }

    public LocalDate firstDay() {
        return events.stream().map(Sent::day).min(LocalDate::compareTo).orElseThrow();
    }

    public LocalDate lastDay() {
        LocalDate end = events.stream()
                .map(Sent::day)
                .max(LocalDate::compareTo)
                .orElseThrow()
                .plusDays(31);
        return end.isBefore(today) ? end : today;
    }

    private long times(Sent event) {
        return times.getOrDefault(event, 1L);
    }

    private boolean isWithin(LocalDate day, LocalDate first, int days) {
        return day.isBefore(first.plusDays(days)) && !day.isAfter(today);
    }

    private static Map<String, String> written(Map<String, Long> counts) {
        Map<String, String> rows = new TreeMap<>();
        counts.forEach((key, count) -> rows.put(key, count.toString()));
        return rows;
    }
}
