// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads a file of definitions: the list below {@code metrics}. */
final class DefinitionFileReader {
    private static final String METRICS = "metrics";

    private final Mistakes mistakes = new Mistakes();

    private DefinitionFileReader() {}

    /** @throws InvalidDefinitionsException with all mistakes */
    static MetricDefinitions read(String yaml) {
        @Nullable Node root = YamlFile.root(yaml);
        return new DefinitionFileReader().read(root);
    }

    private MetricDefinitions read(@Nullable Node root) {
        YamlFile.check(root, mistakes);
        List<MetricDefinition> definitions = root == null || YamlScalars.NULL.equals(root.getTag())
                ? List.of()
                : KeyedNode.of(root, List.of(METRICS), "the file", mistakes)
                        .flatMap(file -> file.value(METRICS))
                        .map(this::definitions)
                        .orElse(List.of());
        mistakes.throwAny();
        return new MetricDefinitions(definitions);
    }

    private List<MetricDefinition> definitions(Node metrics) {
        if (YamlScalars.NULL.equals(metrics.getTag())) {
            return List.of();
        }
        if (!(metrics instanceof SequenceNode list)) {
            mistakes.add(metrics, "metrics must be a list; begin each definition with '- name: …'");
            return List.of();
        }
        List<Node> nodes = list.getValue();
        if (nodes.size() > MetricDefinitions.MAX_DEFINITIONS) {
            mistakes.add(
                    nodes.get(MetricDefinitions.MAX_DEFINITIONS),
                    "a file has at most " + MetricDefinitions.MAX_DEFINITIONS + " definitions; remove the others, from"
                            + " this one on");
            return List.of();
        }
        List<MetricDefinition> definitions = new ArrayList<>();
        Map<String, Node> names = new HashMap<>();
        for (Node node : nodes) {
            KeyedNode.of(node, DefinitionReader.KEYS, "a definition", mistakes).ifPresent(keys -> {
                Optional<MetricDefinition> definition = new DefinitionReader(keys, mistakes).read();
                definition.ifPresent(definitions::add);
                keys.scalar("name").ifPresent(name -> {
                    @Nullable Node first = names.putIfAbsent(name.getValue(), name);
                    if (first != null) {
                        mistakes.add(
                                name,
                                Mistakes.quoted(name.getValue()) + " is already defined in line "
                                        + (first.getStartMark().getLine() + 1) + "; choose another name");
                    }
                });
            });
        }
        return definitions;
    }
}
