// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.lookup;

import dev.weir.event.UuidV8;
import dev.weir.gateway.operators.EventIdentity;
import dev.weir.http.ApiError;
import dev.weir.http.BadParameterException;
import dev.weir.http.Parameters;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A parsed {@code GET /events/{event_id}}.
 *
 * @param since only records received at or after this time are scanned
 */
record LookupRequest(EventIdentity event, Instant since) {
    private static final String USER_ID = "user_id";
    private static final String SOURCE = "source";
    private static final String SINCE = "since";
    private static final Duration DEFAULT_SINCE = Duration.ofHours(24);
    private static final Duration LONGEST_SINCE = Duration.ofDays(36_500);

    /** @param id the id in the path */
    static LookupRequest parse(String id, Map<String, ? extends Collection<String>> values, Instant now)
            throws BadParameterException {
        Parameters parameters = Parameters.of(values, List.of(USER_ID, SOURCE, SINCE));
        EventIdentity event = new EventIdentity(userId(parameters), eventId(parameters, id));
        return new LookupRequest(
                event, now.minus(parameters.duration(SINCE, DEFAULT_SINCE, LONGEST_SINCE, "15m, 24h or 30d")));
    }

    private static String userId(Parameters parameters) throws BadParameterException {
        @Nullable String userId = parameters.text(USER_ID);
        if (userId == null) {
            throw new BadParameterException(
                    ApiError.MISSING_PARAMETER,
                    USER_ID,
                    "user_id is required: with the event_id it is the identity of an event.");
        }
        return userId;
    }

    /** The event_id of a CloudEvent is derived from its source and its id. */
    private static String eventId(Parameters parameters, String id) throws BadParameterException {
        @Nullable String source = parameters.text(SOURCE);
        return source == null ? id : UuidV8.ofCloudEvent(source, id).toString();
    }
}
