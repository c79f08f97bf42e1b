// SPDX-License-Identifier: Apache-2.0
package dev.weir.event;

import java.util.Locale;

/**
 * The reason why an event, or a body of events, is rejected. Producers branch on the codes, so the meaning of a code
 * never changes.
 */
public enum ErrorCode {
    MALFORMED_JSON,
    MISSING_FIELD,
    INVALID_TYPE,
    INVALID_VALUE,
    TOO_LONG,
    UNKNOWN_FIELD,
    TOO_OLD,
    IN_FUTURE,
    JUNK_IDENTITY,
    TOO_LARGE,
    DUPLICATE_FIELD;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** The code on the wire, such as {@code missing_field}. */
    public String code() {
        return code;
    }
}
