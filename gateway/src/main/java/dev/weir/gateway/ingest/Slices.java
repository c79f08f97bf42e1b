package dev.weir.gateway.ingest;

/**
 * Where each event of a body begins and ends.
 *
 * <p>Looks at brackets and quotes only and keeps no stack, so that whatever is wrong inside an event (its size, its
 * depth, its bytes) stays that event's own affair, and the next one is found all the same. What a slice holds is for a
 * JSON parser to judge.
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

    /** @throws MalformedJsonException where the events cannot be told apart */
    static Slices of(byte[] bytes, int length, BodyFormat format, int maxEvents) throws MalformedJsonException {
        Slices slices = new Slices(bytes, length, maxEvents);
        int start = slices.startsWithBom() ? BOM_LENGTH : 0;
        int first = slices.skipWhitespace(start);
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

    int count() {
        return count;
    }

    /** Whether there were more than allowed; the rest was not looked at then. */
    boolean isTooMany() {
        return tooMany;
    }

    /** Whether the body is an array, and its members are the events. */
    boolean isArray() {
        return array;
    }

    int start(int index) {
        return bounds[2 * index];
    }

    /** After the event's last byte. */
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
        if (rest < end) {
            throw new MalformedJsonException(
                    rest, "more follows after the end of the JSON value; several events are an array, or NDJSON");
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

    private boolean startsWithBom() {
        return end >= BOM_LENGTH && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
    }

    private static boolean isWhitespace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
