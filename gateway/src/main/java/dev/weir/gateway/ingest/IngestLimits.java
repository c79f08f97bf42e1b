// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import dev.weir.configuration.Settings;
import dev.weir.configuration.Variable;
import java.time.Duration;

/**
 * Limits for the requests of producers.
 *
 * @param bodyTimeout for a body, from its first bytes to its last
 * @param maxRequests in progress at a time; at most half of them may wait for the rest of their body
 */
public record IngestLimits(Duration bodyTimeout, int maxRequests) {
    public static IngestLimits from(Settings settings) {
        return new IngestLimits(
                settings.duration(Variable.BODY_TIMEOUT, Duration.ofMillis(100), Duration.ofMinutes(10)),
                settings.count(Variable.MAX_REQUESTS_IN_FLIGHT, 2, 1_000_000));
    }
}
