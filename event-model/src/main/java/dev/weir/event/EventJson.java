package dev.weir.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;

/** How the JSON of an event is read, wherever it is: by the grammar (RFC 8259) and nothing beside it. */
public final class EventJson {
    /** The size of an event is checked before; none of Jackson's own limits is met below it. */
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
