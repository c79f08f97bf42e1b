// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** Maps the members of a JSON object to the fields of an event. Reused; not thread-safe. */
sealed interface EventFormat permits WeirFormat, CloudEventFormat {
    /** Moves the parser from the first token of the object to the last, and completes the draft. */
    void read(JsonParser json) throws IOException;

    /** Refuses a JSON value that is not an object. */
    void refuseOtherType();

    EventDraft draft();

    FieldReader fields();

    /** The producers' name for the properties. */
    String propertiesName();
}
