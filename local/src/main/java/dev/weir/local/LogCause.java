// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds the lines in a process's log that say why the process ended. These are the last lines that were printed without
 * a log format, such as an error about the configuration. If there are none, it is the last logged error with its
 * causes. Warnings and stack frames are left out.
 */
final class LogCause {
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_LINES = 6;
    private static final int MOST_CHARACTERS = 400;

    private static final Pattern LOGGED = Pattern.compile("^(\\d{4}-\\d\\d-\\d\\d[T ]|\\{\"|\\[\\d{4}-).*");
    private static final Pattern ERROR = Pattern.compile(
            "^\\d{4}-\\d\\d-\\d\\d\\S* (\\S+ )?(ERROR|FATAL) .*|^\\{.*\"level\":\"(ERROR|FATAL)\".*|^Exception in thread .*");
    private static final Pattern CAUSE =
            Pattern.compile("^(Caused by: .*|([a-z]\\w*\\.)+[A-Z]\\w*(Exception|Error)\\b.*)");
    private static final Pattern DETAIL = Pattern.compile("^\\s.*|^$|^\\.\\.\\. .*");

    private LogCause() {}

    /**
     * @param from the offset in bytes at which the log of the latest start begins
     * @return empty if the log does not contain the cause
     */
    static List<String> of(Path log, long from) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long length = file.length();
            // If the log was truncated in the meantime, the latest start begins at its beginning.
            long begin = Math.max(from > length ? 0 : from, length - MOST_BYTES);
            byte[] bytes = new byte[(int) (length - begin)];
            file.seek(begin);
            file.readFully(bytes);
            return of(new String(bytes, StandardCharsets.UTF_8).lines().toList());
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    static List<String> of(List<String> lines) {
        List<String> printed = printedLast(lines);
        return shortened(printed.isEmpty() ? lastError(lines) : printed);
    }

    private static List<String> printedLast(List<String> lines) {
        int first = lines.size();
        while (first > 0 && isPrinted(lines.get(first - 1))) {
            first--;
        }
        return lines.subList(Math.max(first, lines.size() - MOST_LINES), lines.size());
    }

    private static boolean isPrinted(String line) {
        return !LOGGED.matcher(line).matches()
                && !DETAIL.matcher(line).matches()
                && !CAUSE.matcher(line).matches()
                && !ERROR.matcher(line).matches();
    }

    private static List<String> lastError(List<String> lines) {
        int error = lines.size() - 1;
        while (error >= 0 && !ERROR.matcher(lines.get(error)).matches()) {
            error--;
        }
        List<String> found = new ArrayList<>();
        if (error >= 0) {
            found.add(lines.get(error));
        }
        for (int next = error + 1; next < lines.size(); next++) {
            String line = lines.get(next);
            if (error >= 0 && LOGGED.matcher(line).matches()) {
                break;
            }
            if (CAUSE.matcher(line).matches()) {
                found.add(line);
            }
        }
        if (found.size() <= MOST_LINES) {
            return found;
        }
        // The root cause comes last.
        List<String> ends = new ArrayList<>(found.subList(0, 1));
        ends.addAll(found.subList(found.size() - MOST_LINES + 1, found.size()));
        return ends;
    }

    private static List<String> shortened(List<String> lines) {
        return lines.stream()
                .map(line -> line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS) + "…")
                .toList();
    }
}
