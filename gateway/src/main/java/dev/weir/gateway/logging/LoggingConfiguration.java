package dev.weir.gateway.logging;

import dev.weir.configuration.Settings;
import dev.weir.configuration.Variable;

/**
 * How lines are logged. {@code log4j2.xml} reads the same two variables, before anything else runs; here they are held to what
 * it understands.
 *
 * @param level of Weir's own lines
 */
public record LoggingConfiguration(Format format, Level level) {
    /** What a line looks like. */
    public enum Format {
        TEXT,
        JSON
    }

    /** The least that a line must matter. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    public static LoggingConfiguration from(Settings settings) {
        return new LoggingConfiguration(
                settings.choice(Variable.LOG_FORMAT, Format.class), settings.choice(Variable.LOG_LEVEL, Level.class));
    }
}
