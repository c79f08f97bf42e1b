// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.weir.event.Printable;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rewords Jackson's errors, which address Java programmers, for people who write JSON. */
final class JsonErrors {
    private static final Pattern WORD = Pattern.compile("(?:Unrecognized|Non-standard) token '(.*?)':.*");
    private static final Pattern ESCAPE = Pattern.compile("Unrecognized character escape '(.)' .*");
    private static final Pattern CONTROL_IN_STRING =
            Pattern.compile("Illegal unquoted character \\(\\(CTRL-CHAR, code (\\d+).*");
    private static final Pattern CONTROL = Pattern.compile("Illegal character \\(\\(CTRL-CHAR, code (\\d+).*");
    private static final Pattern CLOSING = Pattern.compile("Unexpected close marker '(.)'.*");
    private static final Pattern CHARACTER = Pattern.compile("Unexpected character \\('(.+?)' \\(code [^)]*\\)\\)(.*)");

    /** The message of an exception for an event that is followed by other data. */
    static final String MORE_FOLLOWS = "unexpected data after the end of the event";

    private JsonErrors() {}

    /**
     * @param start of the parsed bytes in the body
     * @param end of the parsed bytes in the body
     */
    static MalformedJsonException explained(JsonProcessingException malformed, int start, int end) {
        if (malformed instanceof JsonEOFException || malformed.getLocation() == null) {
            return new MalformedJsonException(end, "unexpected end of the JSON", malformed);
        }
        long offset = start + malformed.getLocation().getByteOffset();
        return new MalformedJsonException(
                (int) Math.max(start, Math.min(end, offset)),
                Printable.of(reason(malformed.getOriginalMessage())),
                malformed);
    }

    /** A part of a sentence, without a full stop. */
    static String reason(String message) {
        if (message.equals(MORE_FOLLOWS)) {
            return message;
        }
        String line = message.lines().findFirst().orElse("");
        Matcher matcher = WORD.matcher(line);
        if (matcher.matches()) {
            return "'" + matcher.group(1) + "' is not a JSON value";
        }
        matcher = ESCAPE.matcher(line);
        if (matcher.matches()) {
            return "unknown escape \\" + matcher.group(1) + " in a string";
        }
        matcher = CONTROL_IN_STRING.matcher(line);
        if (matcher.matches()) {
            return "control character " + codePoint(matcher.group(1)) + " in a string; escape it";
        }
        matcher = CONTROL.matcher(line);
        if (matcher.matches()) {
            return "control character " + codePoint(matcher.group(1)) + " between values";
        }
        matcher = CLOSING.matcher(line);
        if (matcher.matches()) {
            return "'" + matcher.group(1) + "' does not match the open bracket";
        }
        matcher = CHARACTER.matcher(line);
        if (matcher.matches()) {
            return matcher.group(1).equals("'")
                    ? "a single quote; strings and names need double quotes"
                    : "unexpected character '" + matcher.group(1) + "' " + expected(matcher.group(2));
        }
        return line.contains("Leading zeroes") ? "a number has a leading zero" : "unexpected" + " character";
    }

    private static String expected(String complaint) {
        if (complaint.contains("comma")) {
            return "where a comma is expected";
        }
        if (complaint.contains("colon")) {
            return "where a colon is expected";
        }
        if (complaint.contains("field name")) {
            return "where a name in double quotes is expected";
        }
        if (complaint.contains("hex-digit")) {
            return "where a hexadecimal digit is expected";
        }
        if (complaint.contains("comment")) {
            return "(JSON has no comments)";
        }
        return complaint.contains("numeric") ? "in a number" : "where a value is expected";
    }

    private static String codePoint(String decimal) {
        return String.format(Locale.ROOT, "U+%04X", Integer.parseInt(decimal));
    }
}
