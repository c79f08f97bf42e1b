// SPDX-License-Identifier: Apache-2.0
package dev.weir.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;

/** Configures the JSON parser for events. Every reader accepts exactly the grammar of RFC 8259. */
public final class EventJson {
    /** The size of an event is checked first, so Jackson's own limits are never reached. */
    public static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(EventRules.MAX_EVENT_BYTES)
                    .maxNumberLength(EventRules.MAX_EVENT_BYTES)
                    .maxStringLength(EventRules.MAX_EVENT_BYTES)
                    .maxNameLength(EventRules.MAX_EVENT_BYTES)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .build();

    private EventJson() {}
}
