// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** A node with known keys. */
final class KeyedNode {
    private final MappingNode node;
    private final Map<String, Node> values = new HashMap<>();

    private KeyedNode(MappingNode node) {
        this.node = node;
    }

    /**
     * Reports unknown and repeated keys.
     *
     * @param what the node is, for messages
     * @return empty if the node has no keys at all, which is reported too
     */
    static Optional<KeyedNode> of(Node node, List<String> known, String what, Mistakes mistakes) {
        if (!(node instanceof MappingNode mapping)) {
            mistakes.add(node, what + " must have keys and values, such as '" + known.get(0) + ": …'");
            return Optional.empty();
        }
        KeyedNode keyed = new KeyedNode(mapping);
        Map<String, Node> keys = new HashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Node key = tuple.getKeyNode();
            if (!(key instanceof ScalarNode scalar)) {
                mistakes.add(key, "a key must be a text; " + Mistakes.nearest("", known));
                continue;
            }
            String name = scalar.getValue();
            @Nullable Node first = keys.putIfAbsent(name, key);
            if (first != null) {
                mistakes.add(key, repeated(name, first));
            } else if (known.contains(name)) {
                keyed.values.put(name, tuple.getValueNode());
            } else if (name.equals("<<")) {
                mistakes.add(key, "merge keys are not supported; write the keys of " + what + " out");
            } else {
                mistakes.add(
                        key, Mistakes.quoted(name) + " is not a key of " + what + "; " + Mistakes.nearest(name, known));
            }
        }
        return Optional.of(keyed);
    }

    static String repeated(String name, Node first) {
        return Mistakes.quoted(name) + " is already in line "
                + (first.getStartMark().getLine() + 1) + "; remove one of the two";
    }

    Node node() {
        return node;
    }

    Optional<Node> value(String key) {
        return Optional.ofNullable(values.get(key));
    }

    Optional<ScalarNode> scalar(String key) {
        return value(key).filter(ScalarNode.class::isInstance).map(ScalarNode.class::cast);
    }
}
