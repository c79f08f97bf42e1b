// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.metric;

import dev.weir.job.metric.MetricRow.Interval;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The totals of a group of a metric on a day.
 *
 * <p>The totals of the day, its latest hour and its latest minute are one entry of the state, because nearly every
 * event changes these three. Earlier hours and minutes have an entry each. A total knows which shorter intervals have
 * totals, so the state is never asked for a total that does not exist.
 *
 * <p>Not thread-safe.
 */
final class GroupTotals {
    private static final int VERSION = 1;
    private static final char LATEST = 'L';
    private static final char HOUR = 'H';
    private static final char MINUTE = 'M';
    private static final int TOTALS_OF_THE_LATEST = 3;
    private static final int MINUTES_OF_AN_HOUR = Interval.HOUR.minutes();

    /** The entries of the state of a day, by their key. */
    interface Entries {
        byte @Nullable [] get(String key) throws Exception;

        void put(String key, byte[] entry) throws Exception;

        /** Called after an entry with totals that were not emitted was put. */
        void markUnsent(String key) throws Exception;
    }

    private final long definition;
    private final long dayStart;
    private final String groups;
    private final Total day;
    private Total hour;
    private Total minute;
    private final Map<String, Total> earlier = new HashMap<>();
    private boolean isUnsaved;

    private GroupTotals(long definition, long dayStart, String groups, int minuteOfDay) {
        this.definition = definition;
        this.dayStart = dayStart;
        this.groups = groups;
        this.day = Total.created(this, Interval.DAY, 0);
        this.hour = Total.created(this, Interval.HOUR, minuteOfDay);
        this.minute = Total.created(this, Interval.MINUTE, minuteOfDay);
        day.addPart(hourOf(minuteOfDay));
        hour.addPart(minuteOf(minuteOfDay));
    }

    private GroupTotals(long definition, long dayStart, String groups, byte[] latest) throws IOException {
        this.definition = definition;
        this.dayStart = dayStart;
        this.groups = groups;
        DataInputDeserializer in = opened(latest);
        this.day = Total.readFrom(in, this, Interval.DAY);
        this.hour = Total.readFrom(in, this, Interval.HOUR);
        this.minute = Total.readFrom(in, this, Interval.MINUTE);
    }

    /**
     * A group without events.
     *
     * @param dayStart in minutes since the Unix epoch
     * @param groups encoded by {@link Groups}
     * @param minuteOfDay of the first event
     */
    static GroupTotals created(long definition, long dayStart, String groups, int minuteOfDay) {
        return new GroupTotals(definition, dayStart, groups, minuteOfDay);
    }

    /** Returns null if the group has no totals on the day. */
    static @Nullable GroupTotals load(long definition, long dayStart, String groups, Entries entries) throws Exception {
        byte[] latest = entries.get(latestKey(groups));
        return latest == null ? null : new GroupTotals(definition, dayStart, groups, latest);
    }

    long definition() {
        return definition;
    }

    long dayStart() {
        return dayStart;
    }

    String groups() {
        return groups;
    }

    Total day() {
        return day;
    }

    /** The total of the hour that contains a minute of the day. */
    Total hour(int minuteOfDay, Entries entries) throws Exception {
        int start = (int) Interval.HOUR.startOf(minuteOfDay);
        if (start > hour.start()) {
            keepAside(hour);
            hour = Total.created(this, Interval.HOUR, start);
            day.addPart(hourOf(start));
        }
        return start == hour.start() ? hour : earlier(Interval.HOUR, start, day, hourOf(start), entries);
    }

    /**
     * The total of a minute of the day.
     *
     * @param within the total of its hour
     */
    Total minute(int minuteOfDay, Total within, Entries entries) throws Exception {
        if (minuteOfDay > minute.start()) {
            keepAside(minute);
            minute = Total.created(this, Interval.MINUTE, minuteOfDay);
            within.addPart(minuteOf(minuteOfDay));
        }
        return minuteOfDay == minute.start()
                ? minute
                : earlier(Interval.MINUTE, minuteOfDay, within, minuteOf(minuteOfDay), entries);
    }

    private void keepAside(Total latest) {
        earlier.put(key(latest.interval(), latest.start()), latest);
    }

    private Total earlier(Interval interval, int start, Total longer, int part, Entries entries) throws Exception {
        String key = key(interval, start);
        Total kept = earlier.get(key);
        if (kept == null) {
            byte[] entry = longer.hasPart(part) ? entries.get(key) : null;
            kept = entry == null ? Total.created(this, interval, start) : Total.readFrom(opened(entry), this, interval);
            longer.addPart(part);
            earlier.put(key, kept);
        }
        return kept;
    }

    /** Reads an entry of the state into memory, unless it is there. */
    void load(String key, Entries entries) throws Exception {
        int start = key.charAt(1);
        switch (key.charAt(0)) {
            case HOUR -> hour(start, entries);
            case MINUTE -> minute(start, hour(start, entries), entries);
            default -> {
                // The latest totals are always in memory.
            }
        }
    }

    private List<Total> latest() {
        return List.of(day, hour, minute);
    }

    /** All totals in memory. */
    Collection<Total> inMemory() {
        List<Total> totals = new ArrayList<>(earlier.values());
        totals.addAll(latest());
        return totals;
    }

    /** The totals in memory that were not emitted. */
    List<Total> unsent() {
        return inMemory().stream().filter(Total::isUnsent).toList();
    }

    /** The number of totals in memory. */
    int size() {
        return TOTALS_OF_THE_LATEST + earlier.size();
    }

    boolean isUnsaved() {
        return isUnsaved;
    }

    void markUnsaved() {
        isUnsaved = true;
    }

    /** Writes the totals into the state. Keeps in memory only the latest, and those that were not emitted. */
    void save(Entries entries) throws Exception {
        for (Map.Entry<String, Total> entry : earlier.entrySet()) {
            save(entry.getKey(), List.of(entry.getValue()), entries);
        }
        save(latestKey(groups), latest(), entries);
        earlier.values().removeIf(total -> !total.isUnsent());
        isUnsaved = false;
    }

    private static void save(String key, List<Total> totals, Entries entries) throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(128);
        out.writeByte(VERSION);
        boolean isUnsent = false;
        for (Total total : totals) {
            total.writeTo(out);
            isUnsent |= total.isUnsent();
        }
        entries.put(key, out.getCopyOfBuffer());
        if (isUnsent) {
            entries.markUnsent(key);
        }
    }

    private static DataInputDeserializer opened(byte[] entry) throws IOException {
        DataInputDeserializer in = new DataInputDeserializer(entry);
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new IOException("The state has metric totals of version " + version + ", this job reads version "
                    + VERSION + ". Start the job with an empty state and a rebuild.");
        }
        return in;
    }

    private static int hourOf(int minuteOfDay) {
        return minuteOfDay / MINUTES_OF_AN_HOUR;
    }

    private static int minuteOf(int minuteOfDay) {
        return minuteOfDay % MINUTES_OF_AN_HOUR;
    }

    private static String latestKey(String groups) {
        return key(LATEST, 0, groups);
    }

    private String key(Interval interval, int start) {
        return key(interval == Interval.HOUR ? HOUR : MINUTE, start, groups);
    }

    /** The key of an entry within its day. */
    private static String key(char letter, int start, String groups) {
        return String.valueOf(letter) + (char) start + groups;
    }

    /** The groups of the entry with a key. */
    static String groupsOf(String key) {
        return key.substring(2);
    }
}
