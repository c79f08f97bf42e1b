// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.decode;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Truncates a dead letter so that it fits into a topic with Kafka's defaults: 1 MiB including headers.
 *
 * <p>A record of the log may be larger, because its topic may allow more and because its batch was compressed. If the
 * dead-letter topic rejected a record, the task would fail forever.
 */
final class Fitting {
    static final int MAX_PAYLOAD_BYTES = 768 * 1024;
    static final int MAX_KEY_BYTES = 64 * 1024;
    static final int MAX_DETAIL_LENGTH = 4096;

    private Fitting() {}

    static DeadLetter fit(DeadLetter letter) {
        return new DeadLetter(
                letter.failedAt(),
                letter.reason(),
                beginning(letter.detail())
                        + note("key", letter.key(), MAX_KEY_BYTES)
                        + note("payload", letter.payload(), MAX_PAYLOAD_BYTES),
                letter.topic(),
                letter.partition(),
                letter.offset(),
                beginning(letter.key(), MAX_KEY_BYTES),
                beginning(letter.payload(), MAX_PAYLOAD_BYTES));
    }

    private static String note(String what, byte @Nullable [] bytes, int limit) {
        return bytes == null || bytes.length <= limit
                ? ""
                : String.format(
                        Locale.ROOT,
                        " [The %s was cut: it has %d bytes, of which the first %d are kept.]",
                        what,
                        bytes.length,
                        limit);
    }

    private static byte @Nullable [] beginning(byte @Nullable [] bytes, int limit) {
        return bytes == null || bytes.length <= limit ? bytes : Arrays.copyOf(bytes, limit);
    }

    private static String beginning(String text) {
        return text.length() <= MAX_DETAIL_LENGTH ? text : text.substring(0, MAX_DETAIL_LENGTH) + "…";
    }
}
