// SPDX-License-Identifier: Apache-2.0
package dev.weir.job;

import dev.weir.event.Event;
import dev.weir.job.activity.ActivityCounts;
import dev.weir.job.minutes.MinuteEvents;
import dev.weir.job.source.LogRecord;
import dev.weir.job.views.VideoViews;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The expected contents of the tables, computed from all records at once and without regard to speed. */
final class SampleOracle {
    private static final long DAY = 86_400_000;

    private final long end;
    private long read;
    private final List<Event> counted = new ArrayList<>();
    private final Set<Long> countedOffsets = new HashSet<>();
    private final Map<Long, String> deadLetters = new HashMap<>();

    SampleOracle(SampleLog log) {
        this(log, any -> true);
    }

    /** The expected contents after a part of the log has been read: a prefix of each partition. */
    SampleOracle(SampleLog log, Predicate<LogRecord> isRead) {
        end = log.end();
        Map<String, Long> countedAt = new HashMap<>();
        for (int offset = 0; offset < log.entries().size(); offset++) {
            SampleLog.Entry entry = log.entries().get(offset);
            Event event = entry.event();
            if (!isRead.test(log.logRecord(offset))) {
                continue;
            }
            read++;
            if (event == null) {
                deadLetters.put((long) offset, "malformed");
            } else if (entry.receivedAt() - event.timestamp() > SampleLog.LATENESS.toMillis()) {
                deadLetters.put((long) offset, "late");
            } else {
                String identity = event.userId() + "/" + event.eventId();
                Long before = event.eventIdAssigned() ? null : countedAt.get(identity);
                if (before == null || entry.receivedAt() - before > SampleLog.HORIZON.toMillis()) {
                    countedAt.put(identity, entry.receivedAt());
                    counted.add(event);
                    countedOffsets.add((long) offset);
                }
            }
        }
    }

    long read() {
        return read;
    }

    Set<Long> countedOffsets() {
        return countedOffsets;
    }

    /** The reasons of the dead letters, by offset. */
    Map<Long, String> deadLetters() {
        return deadLetters;
    }

    Set<VideoViews> videoViewsDaily() {
        return videoViews(1, Integer.MAX_VALUE);
    }

    Set<VideoViews> videoViews30d() {
        return videoViews(30, day(end));
    }

    private Set<VideoViews> videoViews(int length, int lastDay) {
        Map<VideoViews, Long> views = new HashMap<>();
        for (Event event : counted) {
            if (event.videoId() != null && event.type().equals("video_view")) {
                int day = day(event.timestamp());
                for (int end = day; end < day + length && end <= lastDay; end++) {
                    views.merge(new VideoViews(end, event.videoId(), 0), 1L, Long::sum);
                }
            }
        }
        return views.entrySet().stream()
                .map(entry ->
                        new VideoViews(entry.getKey().day(), entry.getKey().videoId(), entry.getValue()))
                .collect(Collectors.toSet());
    }

    Set<ActivityCounts> activeUsersDaily() {
        return activeUsersOfAllDays().stream()
                .filter(row -> row.day() <= day(end))
                .collect(Collectors.toSet());
    }

    /** The active users of all days, including future days as far as they are known. */
    Set<ActivityCounts> activeUsersOfAllDays() {
        Map<Integer, Set<String>> daily = users(1);
        Map<Integer, Set<String>> weekly = users(7);
        Map<Integer, Set<String>> monthly = users(30);
        return monthly.keySet().stream()
                .map(day -> new ActivityCounts(
                        day,
                        daily.getOrDefault(day, Set.of()).size(),
                        weekly.getOrDefault(day, Set.of()).size(),
                        monthly.getOrDefault(day, Set.of()).size()))
                .collect(Collectors.toSet());
    }

    private Map<Integer, Set<String>> users(int length) {
        Map<Integer, Set<String>> users = new HashMap<>();
        for (Event event : counted) {
            for (int end = day(event.timestamp()); end < day(event.timestamp()) + length; end++) {
                users.computeIfAbsent(end, any -> new HashSet<>()).add(event.userId());
            }
        }
        return users;
    }

    Set<MinuteEvents> eventsPerMinute() {
        Map<MinuteEvents, Long> events = new HashMap<>();
        counted.forEach(
                event -> events.merge(new MinuteEvents(event.timestamp() / 60_000, event.type(), 0), 1L, Long::sum));
        return events.entrySet().stream()
                .map(entry ->
                        new MinuteEvents(entry.getKey().minute(), entry.getKey().type(), entry.getValue()))
                .collect(Collectors.toSet());
    }

    private static int day(long millis) {
        return (int) (millis / DAY);
    }
}
