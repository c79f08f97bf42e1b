// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Finds where each event of a body begins and ends, one event after the other.
 *
 * <p>This is not Jackson's work because Jackson stops at the first error. Slices looks only at brackets and quotes, and
 * keeps no stack. So a problem inside an event, such as its size, depth or bytes, concerns that event alone, and the
 * next event is still found. Jackson checks the contents of each slice.
 */
final class Slices {
    private static final int BOM_LENGTH = 3;

    private final byte[] bytes;
    private final int length;
    private final BodyFormat format;
    private final boolean array;

    /** The position after what has been looked at. */
    private int at;

    private boolean first = true;
    private int start;
    private int end;
    private boolean surrogates;

    /** @throws MalformedJsonException if the body is empty */
    Slices(byte[] bytes, int length, BodyFormat format) throws MalformedJsonException {
        this.bytes = bytes;
        this.length = length;
        this.format = format;
        this.at = beginningOf(bytes, length);
        if (at == length) {
            throw new MalformedJsonException(at, "the body is empty");
        }
        this.array = bytes[at] == '[' && (format == BodyFormat.JSON || format == BodyFormat.CLOUD_EVENT_BATCH);
    }

    /** The elements of an array, which is one of the values of the same body. */
    private Slices(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.length = end;
        this.format = BodyFormat.JSON;
        this.at = start;
        this.array = true;
    }

    /**
     * The body as one value, whatever it is.
     *
     * @throws MalformedJsonException if the body is empty
     */
    static Slices ofOneValue(byte[] bytes, int length) throws MalformedJsonException {
        return new Slices(bytes, length, BodyFormat.CLOUD_EVENT);
    }

    /**
     * The start of the body's first value, after a byte order mark and white space; the length if there is no value.
     */
    static int beginningOf(byte[] bytes, int length) {
        return skipWhitespace(bytes, isBom(bytes, 0, length) ? BOM_LENGTH : 0, length);
    }

    /** Whether the body is an array of events. */
    boolean isArray() {
        return array;
    }

    /** The start of the current event. */
    int start() {
        return start;
    }

    /** The position after the last byte of the current event. */
    int end() {
        return end;
    }

    /** Whether the current event may have an escape of a surrogate. Few events have, and only they are searched. */
    boolean hasSurrogates() {
        return surrogates;
    }

    /**
     * Moves to the next event. Returns false after the last one.
     *
     * @throws MalformedJsonException if the events cannot be separated
     */
    boolean next() throws MalformedJsonException {
        surrogates = false;
        boolean found = format == BodyFormat.NDJSON ? nextLine() : array ? nextElement() : onlyValue();
        first = false;
        return found;
    }

    /** Whether the body is an object, whose members {@link #nextMember} finds. */
    boolean isObject() {
        return bytes[at] == '{';
    }

    /**
     * Moves to the value of the next member of the body, which is an object. Returns the member's name as it is
     * written, or null after the last member.
     *
     * @throws MalformedJsonException if the members cannot be separated
     */
    @Nullable
    String nextMember() throws MalformedJsonException {
        at = skipWhitespace(bytes, first ? at + 1 : at, length);
        if (isNext('}')) {
            at = skipWhitespace(bytes, at + 1, length);
            refuseRest("unexpected data after the JSON value");
            return null;
        }
        if (!first) {
            expect(',', "a comma or the object's end is expected");
        }
        first = false;
        if (!isNext('"')) {
            throw new MalformedJsonException(at, "a name is expected");
        }
        int quote = at;
        at = closingQuote(quote);
        String name = new String(bytes, quote + 1, at - quote - 1, StandardCharsets.UTF_8);
        at = skipWhitespace(bytes, at + 1, length);
        expect(':', "a colon is expected");
        surrogates = false;
        value();
        return name;
    }

    /** The elements of the current value; null if it is no array. */
    @Nullable
    Slices elements() {
        return bytes[start] == '[' ? new Slices(bytes, start, end) : null;
    }

    private boolean isNext(char c) {
        return at < length && bytes[at] == c;
    }

    private void expect(char c, String otherwise) throws MalformedJsonException {
        if (!isNext(c)) {
            throw new MalformedJsonException(at, otherwise);
        }
        at = skipWhitespace(bytes, at + 1, length);
    }

    private boolean nextLine() {
        while (at < length) {
            int from = at;
            int to = from;
            for (; to < length && bytes[to] != '\n'; to++) {
                if (bytes[to] == '\\') {
                    noteEscape(to);
                }
            }
            at = to + 1;
            from = skipWhitespace(bytes, from, to);
            while (isBom(bytes, from, to)) {
                // Files that begin with a byte order mark have been concatenated.
                from = skipWhitespace(bytes, from + BOM_LENGTH, to);
            }
            while (to > from && isWhitespace(bytes[to - 1])) {
                to--;
            }
            if (to > from) {
                start = from;
                end = to;
                return true;
            }
        }
        return false;
    }

    private boolean onlyValue() throws MalformedJsonException {
        if (!first) {
            return false;
        }
        value();
        refuseByteOrderMark();
        refuseRest("unexpected data after the JSON value; send several events as an array or as NDJSON");
        return true;
    }

    private boolean nextElement() throws MalformedJsonException {
        if (first) {
            at = skipWhitespace(bytes, at + 1, length);
        } else if (at == length) {
            throw new MalformedJsonException(length, "the array is not closed");
        }
        boolean closed = at < length && bytes[at] == ']';
        if (!closed && !first) {
            refuseByteOrderMark();
            if (bytes[at] != ',') {
                throw new MalformedJsonException(at, "a comma or the array's end is expected");
            }
            at = skipWhitespace(bytes, at + 1, length);
        }
        if (closed) {
            at = skipWhitespace(bytes, at + 1, length);
            refuseRest("unexpected data after the end of the array");
            return false;
        }
        value();
        return true;
    }

    private void refuseRest(String reason) throws MalformedJsonException {
        if (at < length) {
            throw new MalformedJsonException(at, reason);
        }
    }

    private void refuseByteOrderMark() throws MalformedJsonException {
        if (isBom(bytes, at, length)) {
            throw MalformedJsonException.byteOrderMark(at);
        }
    }

    /** Moves to the value that begins here, and past the white space behind it. */
    private void value() throws MalformedJsonException {
        if (at == length) {
            throw new MalformedJsonException(length, "a value is expected");
        }
        refuseByteOrderMark();
        start = at;
        switch (bytes[at]) {
            case '{', '[', '"' -> closedValue();
            default -> scalar();
        }
        at = skipWhitespace(bytes, end, length);
    }

    private void closedValue() throws MalformedJsonException {
        int depth = 0;
        for (int i = start; i < length; i++) {
            byte b = bytes[i];
            if (b == '"') {
                i = closingQuote(i);
            } else if (b == '{' || b == '[') {
                depth++;
            } else if (b == '}' || b == ']') {
                depth--;
            } else {
                continue;
            }
            if (depth == 0) {
                end = i + 1;
                return;
            }
        }
        throw new MalformedJsonException(length, "an object or array is not closed");
    }

    private int closingQuote(int quote) throws MalformedJsonException {
        for (int i = quote + 1; i < length; i++) {
            if (bytes[i] == '"') {
                return i;
            }
            if (bytes[i] == '\\') {
                noteEscape(i);
                i++;
            }
        }
        throw new MalformedJsonException(length, "a string is not closed");
    }

    private void noteEscape(int backslash) {
        surrogates |= backslash + 2 < length && bytes[backslash + 1] == 'u' && (bytes[backslash + 2] | 0x20) == 'd';
    }

    private void scalar() throws MalformedJsonException {
        int i = start;
        while (i < length && !isWhitespace(bytes[i]) && ",]}:[{\"".indexOf(bytes[i]) < 0) {
            i++;
        }
        if (i == start) {
            throw new MalformedJsonException(start, "a value is expected");
        }
        end = i;
    }

    private static int skipWhitespace(byte[] bytes, int from, int to) {
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
