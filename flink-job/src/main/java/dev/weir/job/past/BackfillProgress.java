// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.past;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * How far the past was measured, by definition.
 *
 * <p>Each day belongs to one subtask, which alone saves its position within the day. Complete days are saved by every
 * subtask that knows of them, because a complete day stays complete.
 */
final class BackfillProgress {
    private static final char END_OF_DEFINITION = ' ';
    private static final char RANGE = '-';
    private static final char POSITION = '@';

    private final Map<Long, NavigableSet<Integer>> completeDays = new HashMap<>();
    private final Map<Long, Map<Integer, String>> positions = new HashMap<>();

    /** Adds what a subtask has saved. */
    void restore(String line) {
        int space = line.indexOf(END_OF_DEFINITION);
        long definition = Long.parseLong(line.substring(0, space));
        int position = line.indexOf(POSITION);
        if (position >= 0) {
            reach(definition, Integer.parseInt(line.substring(space + 1, position)), line.substring(position + 1));
            return;
        }
        int range = line.indexOf(RANGE, space);
        int last = Integer.parseInt(line.substring(range + 1));
        for (int day = Integer.parseInt(line.substring(space + 1, range)); day <= last; day++) {
            complete(definition, day);
        }
    }

    boolean isComplete(long definition, int day) {
        return completeDays.getOrDefault(definition, new TreeSet<>()).contains(day);
    }

    /** Where the next read of a day continues; empty if it begins. */
    Optional<String> position(long definition, int day) {
        return Optional.ofNullable(positions.getOrDefault(definition, Map.of()).get(day));
    }

    void complete(long definition, int day) {
        completeDays.computeIfAbsent(definition, any -> new TreeSet<>()).add(day);
        Map<Integer, String> ofDefinition = positions.get(definition);
        if (ofDefinition != null) {
            ofDefinition.remove(day);
        }
    }

    void reach(long definition, int day, String position) {
        if (!isComplete(definition, day)) {
            positions.computeIfAbsent(definition, any -> new HashMap<>()).put(day, position);
        }
    }

    /** Forgets the positions within days that belong to other subtasks. */
    void keepPositions(IntPredicate isOwnDay) {
        positions.values().forEach(byDay -> byDay.keySet().removeIf(day -> !isOwnDay.test(day)));
    }

    /** Encodes the progress for the state: ranges of complete days, and positions within days. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        completeDays.forEach((definition, days) -> {
            int first = days.first();
            int last = first;
            for (int day : days.tailSet(first, false)) {
                if (day > last + 1) {
                    lines.add(range(definition, first, last));
                    first = day;
                }
                last = day;
            }
            lines.add(range(definition, first, last));
        });
        positions.forEach((definition, byDay) -> byDay.forEach(
                (day, position) -> lines.add(definition + "" + END_OF_DEFINITION + day + POSITION + position)));
        return lines;
    }

    private static String range(long definition, int first, int last) {
        return definition + "" + END_OF_DEFINITION + first + RANGE + last;
    }
}
