// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.metric;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** The values of a unique count, and the minutes of a day in which each was seen. */
final class Members {
    private static final int LONGEST = 64;

    private Members() {}

    /** The text that stands for a value: itself, or its SHA-256 if it is long. */
    static String key(String value) {
        if (value.length() <= LONGEST) {
            return value;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256.", impossible);
        }
    }

    /** Whether one of the minutes lies in an interval of so many minutes. */
    static boolean anyIn(char[] minutes, int start, int length) {
        for (char minute : minutes) {
            if (minute >= start && minute < start + length) {
                return true;
            }
        }
        return false;
    }

    /** A copy with one more minute. */
    static char[] plus(char[] minutes, int minute) {
        char[] more = Arrays.copyOf(minutes, minutes.length + 1);
        more[minutes.length] = (char) minute;
        return more;
    }
}
