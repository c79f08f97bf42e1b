package dev.weir.gateway.ingest;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** Which member of a JSON object is which field of an event. Reused; not thread-safe. */
sealed interface EventFormat permits WeirFormat, CloudEventFormat {
    /** Moves the parser from the object's first token to its last, and completes the draft. */
    void read(JsonParser json) throws IOException;

    /** Refuses a JSON value that is no object. */
    void refuseOtherType();

    EventDraft draft();

    FieldReader fields();

    /** What producers call the properties. */
    String propertiesName();
}
