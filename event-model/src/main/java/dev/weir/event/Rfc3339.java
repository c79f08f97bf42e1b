// SPDX-License-Identifier: Apache-2.0
package dev.weir.event;

import java.time.DateTimeException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Parses date-times of RFC 3339, section 5.6. It is written by hand because every event may have a date-time, and the
 * JDK's general parser takes many times as long. Leap seconds are rejected, because Weir's timestamps cannot express
 * them.
 */
final class Rfc3339 {
    private static final int SHORTEST = "2026-11-20T12:00:00Z".length();
    private static final int SECONDS_END = SHORTEST - 1;
    private static final int MAX_FRACTION_DIGITS = 9;

    private Rfc3339() {}

    /** Milliseconds since the Unix epoch, with smaller fractions cut off. Null if the text is not a date-time. */
    static @Nullable Long parse(String text) {
        int length = text.length();
        if (length < SHORTEST || !hasSeparators(text)) {
            return null;
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, SECONDS_END);
        int zone = endOfFraction(text);
        if ((year | month | day) < 0 || !isTime(hour, minute) || second < 0 || second > 59 || zone < 0) {
            return null;
        }
        Integer offsetMinutes = offsetMinutes(text, zone);
        if (offsetMinutes == null) {
            return null;
        }
        try {
            long minutes = LocalDate.of(year, month, day).toEpochDay() * 1440 + hour * 60L + minute - offsetMinutes;
            return minutes * 60_000 + second * 1_000L + millis(text, zone);
        } catch (DateTimeException noSuchDay) {
            return null;
        }
    }

    private static boolean hasSeparators(String text) {
        char separator = text.charAt(10);
        return text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && (separator == 'T' || separator == 't' || separator == ' ')
                && text.charAt(13) == ':'
                && text.charAt(16) == ':';
    }

    /** The index at which the zone begins. -1 if the fraction has no digits, or too many. */
    private static int endOfFraction(String text) {
        if (text.charAt(SECONDS_END) != '.') {
            return SECONDS_END;
        }
        int i = SECONDS_END + 1;
        while (i < text.length() && isDigit(text.charAt(i))) {
            i++;
        }
        int digits = i - SECONDS_END - 1;
        return digits == 0 || digits > MAX_FRACTION_DIGITS || i == text.length() ? -1 : i;
    }

    private static int millis(String text, int zone) {
        int millis = 0;
        for (int i = 1; i <= 3; i++) {
            int at = SECONDS_END + i;
            millis = millis * 10 + (at < zone ? text.charAt(at) - '0' : 0);
        }
        return millis;
    }

    private static @Nullable Integer offsetMinutes(String text, int zone) {
        char sign = text.charAt(zone);
        if (sign == 'Z' || sign == 'z') {
            return text.length() == zone + 1 ? 0 : null;
        }
        if (sign != '+' && sign != '-' || text.length() != zone + 6 || text.charAt(zone + 3) != ':') {
            return null;
        }
        int hours = number(text, zone + 1, zone + 3);
        int minutes = number(text, zone + 4, zone + 6);
        if (!isTime(hours, minutes)) {
            return null;
        }
        return (sign == '+' ? 1 : -1) * (hours * 60 + minutes);
    }

    private static boolean isTime(int hour, int minute) {
        return hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59;
    }

    /** -1 if any character is not a digit. */
    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            if (!isDigit(text.charAt(i))) {
                return -1;
            }
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
