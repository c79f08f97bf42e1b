// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import dev.weir.metric.FieldPath;
import dev.weir.metric.InvalidDefinitionsException;
import dev.weir.metric.MetricDefinition;
import dev.weir.metric.MetricDefinitions;
import dev.weir.metric.Mistake;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Implements {@code ./run --check-metrics}: reads a file of definitions as the programs do.
 *
 * @param definitions a line for each definition
 * @param mistakes a line for each mistake, such as {@code metrics.yaml:3:5: …}
 */
record MetricsCheck(List<String> definitions, List<String> mistakes) {
    static MetricsCheck of(String file) {
        try {
            return new MetricsCheck(lines(MetricDefinitions.read(Path.of(file)).all()), List.of());
        } catch (InvalidDefinitionsException invalid) {
            return refused(invalid.mistakes().stream()
                    .map(mistake -> file + ":" + mistake)
                    .toList());
        } catch (IOException | InvalidPathException unreadable) {
            return refused(List.of(
                    file + ":" + new Mistake(1, 1, "cannot be read (" + MetricDefinitions.reason(unreadable) + ")")));
        }
    }

    private static MetricsCheck refused(List<String> mistakes) {
        return new MetricsCheck(List.of(), mistakes);
    }

    private static List<String> lines(List<MetricDefinition> definitions) {
        int longest = definitions.stream()
                .mapToInt(definition -> definition.name().length())
                .max()
                .orElse(1);
        return definitions.stream()
                .map(definition ->
                        String.format(Locale.ROOT, "%-" + longest + "s  %s", definition.name(), described(definition)))
                .toList();
    }

    private static String described(MetricDefinition definition) {
        FieldPath of = definition.of();
        return definition.aggregate().wireName()
                + (of == null ? "" : " of " + of)
                + (definition.by().isEmpty()
                        ? ""
                        : definition.by().stream()
                                .map(FieldPath::toString)
                                .collect(Collectors.joining(", ", " by ", "")));
    }
}
