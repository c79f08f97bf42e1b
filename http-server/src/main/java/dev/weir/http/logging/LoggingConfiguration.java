// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.logging;

import dev.weir.configuration.Settings;
import dev.weir.configuration.Variable;

/**
 * The format and level of log lines. {@code log4j2.xml} reads the same two variables before anything else runs. This
 * class checks that their values are valid.
 *
 * @param level the level of Weir's own log lines
 */
public record LoggingConfiguration(Format format, Level level) {
    public enum Format {
        TEXT,
        JSON
    }

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
