// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The calls of Segment's HTTP tracking API. The events of a call have its name as their type, except those of a track
 * call, which have names of their own.
 */
enum SegmentCall {
    TRACK,
    PAGE,
    SCREEN,
    IDENTIFY,
    GROUP,
    ALIAS;

    /** All names, such as {@code track, page}. */
    static final String NAMES =
            Arrays.stream(values()).map(SegmentCall::wireName).collect(Collectors.joining(", "));

    private final String wireName = name().toLowerCase(Locale.ROOT);

    String wireName() {
        return wireName;
    }

    static @Nullable SegmentCall named(String name) {
        return Arrays.stream(values())
                .filter(call -> call.wireName.equals(name))
                .findFirst()
                .orElse(null);
    }
}
