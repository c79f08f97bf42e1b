// SPDX-License-Identifier: Apache-2.0
package dev.weir.job;

import dev.weir.event.Event;
import dev.weir.event.EventCodec;
import dev.weir.job.source.LogRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Weeks of traffic in two partitions: events of all ages, copies within and beyond the horizon, malformed records, and
 * events that are too old. All events of a user are in one partition, as in Kafka. The time of its last record is the
 * present.
 */
record SampleLog(List<Entry> entries, long end) {
    static final Duration LATENESS = Duration.ofDays(30);
    static final Duration HORIZON = Duration.ofHours(24);

    private static final int PARTITIONS = 2;
    private static final long START = Duration.ofDays(20_400).toMillis();
    private static final Duration LENGTH = Duration.ofDays(45);

    /**
     * A record of the log.
     *
     * @param event null if the record is not an event
     */
    record Entry(LogRecord logRecord, @Nullable Event event) {
        long receivedAt() {
            return logRecord.receivedAt();
        }
    }

    static SampleLog of(int events) {
        Random random = new Random(20_261_121);
        EventCodec codec = new EventCodec();
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            Event event = event(random, i);
            long receivedAt = event.timestamp() + age(random);
            entries.add(entry(event, receivedAt, codec));
            if (i % 5 == 0) {
                entries.add(entry(event, receivedAt + random.nextLong(HORIZON.toMillis()), codec));
            }
            if (i % 11 == 0) {
                entries.add(entry(event, receivedAt + Duration.ofDays(3).toMillis(), codec));
            }
            if (i % 17 == 0) {
                byte[] junk = new byte[i % 40];
                random.nextBytes(junk);
                entries.add(new Entry(logRecord(i % PARTITIONS, receivedAt, i % 2 == 0 ? junk : null), null));
            }
        }
        long end = START + LENGTH.plusDays(40).toMillis();
        entries.add(new Entry(logRecord(0, end, null), null));
        entries.sort(Comparator.comparingLong(Entry::receivedAt));
        return new SampleLog(List.copyOf(entries), end);
    }

    /** The record at an offset; offsets run across both partitions. */
    LogRecord logRecord(int offset) {
        LogRecord found = entries.get(offset).logRecord();
        return new LogRecord(found.partition(), offset, found.receivedAt(), found.key(), found.value());
    }

    private static LogRecord logRecord(int partition, long receivedAt, byte @Nullable [] value) {
        return new LogRecord(partition, 0, receivedAt, null, value);
    }

    private static Event event(Random random, int number) {
        String type = List.of("video_view", "video_view", "video_view", "video_pause", "login")
                .get(random.nextInt(5));
        String id = "e" + number;
        return Event.of(id, type, START + random.nextLong(LENGTH.toMillis()), "u" + random.nextInt(60))
                .withEventId(id, number % 7 == 0)
                .withVideoId(type.startsWith("video_") ? "v" + random.nextInt(6) : null);
    }

    /** Most events are received at once, some late, a few too late. */
    private static long age(Random random) {
        return switch (random.nextInt(10)) {
            case 0, 1 -> random.nextLong(LATENESS.toMillis());
            case 2 -> LATENESS.toMillis() + random.nextLong(LATENESS.toMillis()) / 4;
            default -> random.nextLong(5_000);
        };
    }

    private static Entry entry(Event event, long receivedAt, EventCodec codec) {
        int partition = Math.floorMod(event.userId().hashCode(), PARTITIONS);
        return new Entry(logRecord(partition, receivedAt, codec.encode(event)), event);
    }
}
