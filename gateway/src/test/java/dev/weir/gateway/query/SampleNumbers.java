// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import dev.weir.metric.MetricDefinition;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The table contents that the job would write for some events, small enough to check by hand. */
public final class SampleNumbers {
    /** @param at the start of the minute */
    public record EventCount(Instant at, String type, long events) {}

    public record VideoCount(LocalDate day, String videoId, long views) {}

    public record ActiveUsersOfDay(LocalDate day, long dau, long wau, long mau) {}

    private final List<EventCount> events = new ArrayList<>();
    private final List<ActiveUsersOfDay> activeUsers = new ArrayList<>();
    private final Map<LocalDate, Map<String, Long>> daily = new TreeMap<>();
    private final Map<String, Instant> freshness = new TreeMap<>();
    private final List<MeasuredEvent> measured = new ArrayList<>();
    private final Map<MetricDefinition, Instant> since = new LinkedHashMap<>();
    private final Map<MetricDefinition, Map<LocalDate, Long>> skipped = new LinkedHashMap<>();
    private final LocalDate today;

    /** @param today the day of the last rolling window */
    public SampleNumbers(LocalDate today) {
        this.today = today;
    }

    /** Adds views of one video in one minute. Every view is an event, too. */
    public SampleNumbers views(String minute, String videoId, long views) {
        Instant at = Instant.parse(minute);
        daily.computeIfAbsent(LocalDate.ofEpochDay(Math.floorDiv(at.getEpochSecond(), 86_400)), day -> new TreeMap<>())
                .merge(videoId, views, Long::sum);
        return events(minute, "video_view", views);
    }

    public SampleNumbers events(String minute, String type, long count) {
        Instant at = Instant.parse(minute);
        long before = events.stream()
                .filter(row -> row.at().equals(at) && row.type().equals(type))
                .mapToLong(EventCount::events)
                .sum();
        events.removeIf(row -> row.at().equals(at) && row.type().equals(type));
        events.add(new EventCount(at, type, before + count));
        return this;
    }

    public SampleNumbers activeUsers(String day, long dau, long wau, long mau) {
        activeUsers.add(new ActiveUsersOfDay(LocalDate.parse(day), dau, wau, mau));
        return this;
    }

    public SampleNumbers freshness(String view, String asOf) {
        freshness.put(view, Instant.parse(asOf));
        return this;
    }

    /** The definition is measured from this time on. */
    public SampleNumbers since(MetricDefinition definition, String instant) {
        since.put(definition, Instant.parse(instant));
        return this;
    }

    /** Adds an event that a definition measures. */
    public SampleNumbers measured(
            MetricDefinition definition, Instant at, List<String> groups, String number, String member) {
        since.putIfAbsent(definition, Instant.EPOCH);
        measured.add(new MeasuredEvent(definition, at, groups, new BigDecimal(number), member, measured.size()));
        return this;
    }

    public SampleNumbers skipped(MetricDefinition definition, String day, long events) {
        skipped.computeIfAbsent(definition, none -> new TreeMap<>()).put(LocalDate.parse(day), events);
        return this;
    }

    public List<MeasuredEvent> measured() {
        return List.copyOf(measured);
    }

    public Map<MetricDefinition, Instant> since() {
        return Map.copyOf(since);
    }

    public Map<MetricDefinition, Map<LocalDate, Long>> skipped() {
        return Map.copyOf(skipped);
    }

    public List<EventCount> events() {
        return List.copyOf(events);
    }

    public List<ActiveUsersOfDay> activeUsers() {
        return List.copyOf(activeUsers);
    }

    public Map<String, Instant> freshness() {
        return Map.copyOf(freshness);
    }

    public List<VideoCount> dailyViews() {
        List<VideoCount> rows = new ArrayList<>();
        daily.forEach((day, videos) -> videos.forEach((video, views) -> rows.add(new VideoCount(day, video, views))));
        return rows;
    }

    /** A row for each day from a video's first view to 29 days after its last, up to today. */
    public List<VideoCount> rollingViews() {
        Map<LocalDate, Map<String, Long>> rolling = new TreeMap<>();
        for (VideoCount row : dailyViews()) {
            for (LocalDate asOf = row.day();
                    asOf.isBefore(row.day().plusDays(30)) && !asOf.isAfter(today);
                    asOf = asOf.plusDays(1)) {
                rolling.computeIfAbsent(asOf, day -> new TreeMap<>()).merge(row.videoId(), row.views(), Long::sum);
            }
        }
        List<VideoCount> rows = new ArrayList<>();
        rolling.forEach((day, videos) -> videos.forEach((video, views) -> rows.add(new VideoCount(day, video, views))));
        return rows;
    }
}
