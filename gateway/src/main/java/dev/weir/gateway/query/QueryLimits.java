// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import dev.weir.configuration.Settings;
import dev.weir.configuration.Variable;
import java.time.Duration;

/**
 * Limits of the resources for queries.
 *
 * @param memoryBytes the limit for all rows and response bodies in memory together
 * @param remembered how long a result is cached; zero for no caching
 */
public record QueryLimits(long memoryBytes, Duration remembered) {
    /** The largest result needs this much; with less it could never be returned. */
    private static final long LEAST_MEMORY_BYTES = 96L << 20;

    private static final long MOST_MEMORY_BYTES = 64L << 30;

    public static QueryLimits from(Settings settings) {
        return new QueryLimits(
                settings.bytes(Variable.QUERY_MEMORY, LEAST_MEMORY_BYTES, MOST_MEMORY_BYTES),
                settings.duration(Variable.QUERY_CACHE, Duration.ZERO, Duration.ofMinutes(1)));
    }
}
