package dev.weir.gateway.query;

import dev.weir.configuration.Settings;
import dev.weir.configuration.Variable;
import java.time.Duration;

/**
 * What dashboards may keep busy.
 *
 * @param memoryBytes for rows that are read and answers that are sent, all together
 * @param remembered how long an answer is given to others who ask the same; zero: not at all
 */
public record QueryLimits(long memoryBytes, Duration remembered) {
    /** What the largest answer needs, or it could never be given. */
    private static final long LEAST_MEMORY_BYTES = 96L << 20;

    private static final long MOST_MEMORY_BYTES = 64L << 30;

    public static QueryLimits from(Settings settings) {
        return new QueryLimits(
                settings.bytes(Variable.QUERY_MEMORY, LEAST_MEMORY_BYTES, MOST_MEMORY_BYTES),
                settings.duration(Variable.QUERY_CACHE, Duration.ZERO, Duration.ofMinutes(1)));
    }
}
