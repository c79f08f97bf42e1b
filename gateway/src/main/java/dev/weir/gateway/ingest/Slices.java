// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

/**
 * Finds where each event of a body begins and ends.
 *
 * <p>It looks only at brackets and quotes, and keeps no stack. So a problem inside an event, such as its size, depth or
 * bytes, concerns that event alone, and the next event is still found. A JSON parser checks the contents of each slice.
 */
final class Slices {
    private static final int BOM_LENGTH = 3;

    private final byte[] bytes;
    private final int end;
    private final int maxEvents;
    private final int[] bounds;
    private int count;
    private boolean array;
    private boolean tooMany;

    private Slices(byte[] bytes, int end, int maxEvents) {
        this.bytes = bytes;
        this.end = end;
        this.maxEvents = maxEvents;
        this.bounds = new int[2 * maxEvents];
    }

    /** @throws MalformedJsonException if the events cannot be told apart */
    static Slices of(byte[] bytes, int length, BodyFormat format, int maxEvents) throws MalformedJsonException {
        Slices slices = new Slices(bytes, length, maxEvents);
        int first = beginningOf(bytes, length);
        if (first == length) {
            throw new MalformedJsonException(first, "the body is empty");
        }
        if (format == BodyFormat.NDJSON) {
            slices.lines(first);
        } else if (bytes[first] == '[' && format != BodyFormat.CLOUD_EVENT) {
            slices.array(first);
        } else {
            slices.single(first);
        }
        return slices;
    }

    /**
     * The start of the body's first value, after a byte order mark and white space; the length if there is no value.
     */
    static int beginningOf(byte[] bytes, int length) {
        int i = isBom(bytes, 0, length) ? BOM_LENGTH : 0;
        while (i < length && isWhitespace(bytes[i])) {
            i++;
        }
        return i;
    }

    int count() {
        return count;
    }

    /** Whether the body has more events than allowed. The rest was not scanned then. */
    boolean isTooMany() {
        return tooMany;
    }

    /** Whether the body is an array of events. */
    boolean isArray() {
        return array;
    }

    int start(int index) {
        return bounds[2 * index];
    }

    /** The position after the event's last byte. */
    int end(int index) {
        return bounds[2 * index + 1];
    }

    private void lines(int first) {
        int lineStart = first;
        while (lineStart < end && !tooMany) {
            int lineEnd = lineStart;
            while (lineEnd < end && bytes[lineEnd] != '\n') {
                lineEnd++;
            }
            int from = skipWhitespace(lineStart, lineEnd);
            while (isBom(bytes, from, lineEnd)) {
                // Files that begin with a byte order mark have been concatenated.
                from = skipWhitespace(from + BOM_LENGTH, lineEnd);
            }
            int to = lineEnd;
            while (to > from && isWhitespace(bytes[to - 1])) {
                to--;
            }
            if (to > from) {
                add(from, to);
            }
            lineStart = lineEnd + 1;
        }
    }

    private void single(int first) throws MalformedJsonException {
        int valueEnd = endOfValue(first);
        add(first, valueEnd);
        int rest = skipWhitespace(valueEnd);
        if (isBom(bytes, rest, end)) {
            throw JsonErrors.byteOrderMark(rest);
        }
        if (rest < end) {
            throw new MalformedJsonException(
                    rest,
                    "more follows after the end of the JSON value; send several events as an array, or as NDJSON");
        }
    }

    private void array(int bracket) throws MalformedJsonException {
        array = true;
        int at = skipWhitespace(bracket + 1);
        boolean closed = at < end && bytes[at] == ']';
        while (!closed) {
            int valueEnd = endOfValue(at);
            add(at, valueEnd);
            if (tooMany) {
                return;
            }
            int separator = skipWhitespace(valueEnd);
            if (separator == end) {
                throw new MalformedJsonException(end, "the array is not closed");
            }
            closed = bytes[separator] == ']';
            if (isBom(bytes, separator, end)) {
                throw JsonErrors.byteOrderMark(separator);
            }
            if (!closed && bytes[separator] != ',') {
                throw new MalformedJsonException(separator, "a comma or the array's end is expected");
            }
            at = closed ? separator : skipWhitespace(separator + 1);
        }
        int rest = skipWhitespace(at + 1);
        if (rest < end) {
            throw new MalformedJsonException(rest, "more follows after the end of the array");
        }
    }

    private void add(int from, int to) {
        if (count == maxEvents) {
            tooMany = true;
            return;
        }
        bounds[2 * count] = from;
        bounds[2 * count + 1] = to;
        count++;
    }

    private int endOfValue(int start) throws MalformedJsonException {
        if (start == end) {
            throw new MalformedJsonException(end, "a value is expected");
        }
        if (isBom(bytes, start, end)) {
            throw JsonErrors.byteOrderMark(start);
        }
        return switch (bytes[start]) {
            case '{', '[' -> endOfBrackets(start);
            case '"' -> endOfString(start);
            default -> endOfScalar(start);
        };
    }

    private int endOfBrackets(int start) throws MalformedJsonException {
        int depth = 0;
        int i = start;
        while (i < end) {
            switch (bytes[i]) {
                case '"' -> i = endOfString(i);
                case '{', '[' -> {
                    depth++;
                    i++;
                }
                case '}', ']' -> {
                    depth--;
                    i++;
                    if (depth == 0) {
                        return i;
                    }
                }
                default -> i++;
            }
        }
        throw new MalformedJsonException(end, "an object or array is not closed");
    }

    private int endOfString(int quote) throws MalformedJsonException {
        for (int i = quote + 1; i < end; i++) {
            if (bytes[i] == '"') {
                return i + 1;
            }
            if (bytes[i] == '\\') {
                i++;
            }
        }
        throw new MalformedJsonException(end, "a string is not closed");
    }

    private int endOfScalar(int start) throws MalformedJsonException {
        int i = start;
        while (i < end && !isWhitespace(bytes[i]) && ",]}:[{\"".indexOf(bytes[i]) < 0) {
            i++;
        }
        if (i == start) {
            throw new MalformedJsonException(start, "a value is expected");
        }
        return i;
    }

    private int skipWhitespace(int from) {
        return skipWhitespace(from, end);
    }

    private int skipWhitespace(int from, int to) {
        int i = from;
        while (i < to && isWhitespace(bytes[i])) {
            i++;
        }
        return i;
    }

    /** Whether there is a byte order mark at this position. Its three bytes are invisible in editors. */
    static boolean isBom(byte[] bytes, int at, int end) {
        return at + BOM_LENGTH <= end
                && bytes[at] == (byte) 0xEF
                && bytes[at + 1] == (byte) 0xBB
                && bytes[at + 2] == (byte) 0xBF;
    }

    private static boolean isWhitespace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
