// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import dev.weir.configuration.Variable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The file {@code settings} in the data directory: variables that {@code ./ops} has changed, one
 * {@code WEIR_NAME=value} per line. So the next {@code ./run} continues with them.
 */
final class SavedSettings {
    private static final String NAME = "settings";

    private SavedSettings() {}

    /** The environment, and those saved variables that it does not set. */
    static Map<String, String> under(Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(read(
                Path.of(environment.getOrDefault(Variable.DATA_DIR.variableName(), Variable.DATA_DIR.defaultText()))));
        all.putAll(environment);
        return all;
    }

    static Map<String, String> read(Path dataDirectory) {
        Path file = dataDirectory.resolve(NAME);
        Map<String, String> variables = new LinkedHashMap<>();
        try {
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file)) {
                    int separator = line.indexOf('=');
                    if (separator <= 0) {
                        throw new StackException(file + " has a line that is not WEIR_NAME=value: " + line);
                    }
                    variables.put(line.substring(0, separator), line.substring(separator + 1));
                }
            }
        } catch (IOException failure) {
            throw new StackException(file + " cannot be read: " + failure.getMessage(), failure);
        }
        return variables;
    }
}
