// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import dev.weir.configuration.Settings;
import dev.weir.configuration.Variable;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The metrics that a file defines. The gateway, the job and the migrator read the same file.
 *
 * @param all in the order of the file
 */
public record MetricDefinitions(List<MetricDefinition> all) implements Serializable {
    private static final long serialVersionUID = 1L;

    public static final MetricDefinitions NONE = new MetricDefinitions(List.of());

    public static final int MAX_FILE_BYTES = 1 << 20;
    public static final int MAX_DEFINITIONS = 1_000;

    /** @throws IllegalArgumentException if two definitions have the same name */
    public MetricDefinitions {
        all = List.copyOf(all);
        Set<String> names = new HashSet<>();
        for (MetricDefinition definition : all) {
            if (!names.add(definition.name())) {
                throw new IllegalArgumentException("Two definitions of " + definition.name());
            }
        }
    }

    /**
     * Reads the file that {@link Variable#METRICS_FILE} names. Refuses the setting, once for each mistake, if the file
     * cannot be read or has mistakes.
     *
     * @return {@link #NONE} if the variable is not set
     */
    public static MetricDefinitions from(Settings settings) {
        Optional<String> file = settings.optionalText(Variable.METRICS_FILE);
        if (file.isEmpty()) {
            return NONE;
        }
        try {
            return read(Path.of(file.get()));
        } catch (IOException | InvalidPathException unreadable) {
            settings.refuse(
                    Variable.METRICS_FILE,
                    "names a file that cannot be read: " + file.get() + " (" + reason(unreadable) + ")");
        } catch (InvalidDefinitionsException invalid) {
            for (Mistake mistake : invalid.mistakes()) {
                settings.refuse(Variable.METRICS_FILE, "has a mistake at " + file.get() + ":" + mistake);
            }
        }
        return NONE;
    }

    /** @throws InvalidDefinitionsException with all mistakes */
    public static MetricDefinitions read(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            return parse(bytes.readNBytes(MAX_FILE_BYTES + 1));
        }
    }

    /**
     * Parses the text of a file.
     *
     * @throws InvalidDefinitionsException with all mistakes
     */
    public static MetricDefinitions parse(String yaml) {
        return DefinitionFileReader.read(yaml);
    }

    static MetricDefinitions parse(byte[] utf8) {
        if (utf8.length > MAX_FILE_BYTES) {
            throw new InvalidDefinitionsException(List.of(new Mistake(
                    1, 1, "the file has more than " + MAX_FILE_BYTES + " bytes; remove or shorten definitions")));
        }
        return parse(Utf8Text.decode(utf8));
    }

    public Optional<MetricDefinition> named(String name) {
        return all.stream().filter(definition -> definition.name().equals(name)).findFirst();
    }

    /** Why a file cannot be read, for a message. */
    public static String reason(Exception unreadable) {
        return unreadable instanceof NoSuchFileException
                ? "there is no such file"
                : unreadable.getClass().getSimpleName();
    }
}
