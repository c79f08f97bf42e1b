// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.tracing;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The {@code traceparent} that records of the log and of the job carry (W3C Trace Context, section 3.2, version 00).
 */
public final class TraceParent {
    /** The name of the record's header. */
    public static final String HEADER = "traceparent";

    // Version, trace id, parent span id and flags, separated by dashes.
    private static final int TRACE_ID = 3;
    private static final int TRACE_ID_END = TRACE_ID + 32;
    private static final int SPAN_ID = TRACE_ID_END + 1;
    private static final int SPAN_ID_END = SPAN_ID + 16;
    private static final int FLAGS = SPAN_ID_END + 1;
    private static final int LENGTH = FLAGS + 2;

    private TraceParent() {}

    /** The value of the header, or null if it is malformed: other producers may write to the log too. */
    public static @Nullable String of(byte @Nullable [] header) {
        return header != null
                        && header.length == LENGTH
                        && header[0] == '0'
                        && header[1] == '0'
                        && header[TRACE_ID - 1] == '-'
                        && isId(header, TRACE_ID, TRACE_ID_END)
                        && header[TRACE_ID_END] == '-'
                        && isId(header, SPAN_ID, SPAN_ID_END)
                        && header[SPAN_ID_END] == '-'
                        && isHexadecimal(header, FLAGS, LENGTH)
                ? new String(header, StandardCharsets.US_ASCII)
                : null;
    }

    /** @param traceParent a well-formed header */
    public static String traceIdOf(String traceParent) {
        return traceParent.substring(TRACE_ID, TRACE_ID_END);
    }

    /** An id of only zeros is invalid. */
    private static boolean isId(byte[] header, int from, int to) {
        boolean zero = true;
        for (int i = from; i < to; i++) {
            zero &= header[i] == '0';
        }
        return !zero && isHexadecimal(header, from, to);
    }

    private static boolean isHexadecimal(byte[] header, int from, int to) {
        for (int i = from; i < to; i++) {
            boolean digit = header[i] >= '0' && header[i] <= '9' || header[i] >= 'a' && header[i] <= 'f';
            if (!digit) {
                return false;
            }
        }
        return true;
    }
}
