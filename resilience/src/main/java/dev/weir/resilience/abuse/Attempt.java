// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import java.util.Locale;

/**
 * One attempt to send a batch, as the good client saw it.
 *
 * @param batch the number of the batch, from 0
 * @param number 1 for the scheduled attempt, more for a retry
 * @param dueMicros when it was due, in microseconds since 1970; latency counts from here
 * @param doneMicros when its response arrived, or when the client gave up
 * @param status 0 if there was no response
 * @param mayRetry whether the response has a Retry-After header
 */
record Attempt(int batch, int number, long dueMicros, long doneMicros, int status, boolean mayRetry) {
    static final int NO_ANSWER = 0;

    long tookMicros() {
        return doneMicros - dueMicros;
    }

    boolean isFirst() {
        return number == 1;
    }

    boolean isAcknowledged() {
        return status == 200;
    }

    /** A status and how often it occurred, such as {@code 503 ×12} or {@code no response ×3}. */
    static String times(int status, long count) {
        return String.format(Locale.ROOT, "%s ×%,d", status == NO_ANSWER ? "no response" : status, count);
    }

    /** The attempt in the format that {@link #parse} reads. */
    String line() {
        return batch + " " + number + " " + dueMicros + " " + doneMicros + " " + status + " " + mayRetry;
    }

    static Attempt parse(String line) {
        String[] words = line.split(" ", -1);
        return new Attempt(
                Integer.parseInt(words[0]),
                Integer.parseInt(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                Integer.parseInt(words[4]),
                Boolean.parseBoolean(words[5]));
    }
}
