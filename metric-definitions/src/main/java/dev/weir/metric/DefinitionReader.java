// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import dev.weir.event.EventRules;
import dev.weir.event.Violation;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads one definition. Reports each mistake and goes on with the next key. */
final class DefinitionReader {
    static final List<String> KEYS =
            List.of("name", "description", "type", "where", "aggregate", "of", "by", "buckets");

    static final int MAX_DESCRIPTION_LENGTH = 1_000;
    static final int MAX_TYPES = 100;
    static final int MAX_CONDITIONS = 32;
    static final int MAX_CONDITION_VALUES = 100;

    /** The lateness does not matter for the rule for types. */
    private static final EventRules RULES = new EventRules(Duration.ZERO);

    private static final List<String> AGGREGATES =
            Arrays.stream(Aggregate.values()).map(Aggregate::wireName).toList();

    private final KeyedNode keys;
    private final Mistakes mistakes;

    DefinitionReader(KeyedNode keys, Mistakes mistakes) {
        this.keys = keys;
        this.mistakes = mistakes;
    }

    /** Empty if a mistake leaves a part of the definition unknown. */
    Optional<MetricDefinition> read() {
        Optional<String> name = name();
        String description = description();
        TypeFilter types = new TypeFilter(types());
        List<Condition> where = where();
        List<FieldPath> by = by();
        Optional<Aggregate> aggregate = aggregate();
        if (aggregate.isEmpty()) {
            return Optional.empty();
        }
        int before = mistakes.count();
        @Nullable FieldPath of = of(aggregate.get());
        List<BigDecimal> buckets = buckets(aggregate.get());
        return name.isEmpty() || mistakes.count() > before
                ? Optional.empty()
                : Optional.of(
                        new MetricDefinition(name.get(), description, types, where, aggregate.get(), of, by, buckets));
    }

    private Optional<String> name() {
        return required("name", "a name such as revenue").flatMap(this::text).flatMap(name -> {
            Optional<String> problem = MetricName.problem(name.getValue());
            problem.ifPresent(message -> mistakes.add(name, message));
            return problem.isPresent() ? Optional.empty() : Optional.of(name.getValue());
        });
    }

    private String description() {
        Optional<ScalarNode> node = keys.value("description").flatMap(this::text);
        node.filter(text -> text.getValue().length() > MAX_DESCRIPTION_LENGTH)
                .ifPresent(text -> mistakes.add(
                        text,
                        "a description has at most " + MAX_DESCRIPTION_LENGTH + " characters; this one has "
                                + text.getValue().length()));
        return node.map(ScalarNode::getValue).orElse("");
    }

    private List<String> types() {
        List<String> types = new ArrayList<>();
        for (Node node : oneOrMore("type", MAX_TYPES, "leave type out to measure every type")) {
            text(node).ifPresent(type -> {
                typeProblem(type.getValue()).ifPresent(problem -> mistakes.add(type, problem));
                types.add(type.getValue());
            });
        }
        return types;
    }

    private static Optional<String> typeProblem(String type) {
        String prefix = type.endsWith("*") ? type.substring(0, type.length() - 1) : type;
        if (prefix.isEmpty()) {
            return Optional.of(
                    type.isEmpty()
                            ? "a type cannot be empty; leave type out to measure every type"
                            : "'*' matches every type; leave type out instead");
        }
        return Optional.ofNullable(RULES.type(prefix))
                .map(Violation::message)
                .map(message -> message + " " + Mistakes.quoted(type) + " is no such type, and no prefix with '*'.");
    }

    private List<Condition> where() {
        Optional<Node> node = keys.value("where");
        if (node.isEmpty()) {
            return List.of();
        }
        if (!(node.get() instanceof MappingNode mapping)) {
            mistakes.add(node.get(), "where must have paths with values, such as 'properties.test: false'");
            return List.of();
        }
        List<NodeTuple> tuples = mapping.getValue();
        if (tuples.isEmpty()) {
            mistakes.add(mapping, "where has no condition; add one, or leave it out");
        }
        if (tuples.size() > MAX_CONDITIONS) {
            mistakes.add(mapping, "where has at most " + MAX_CONDITIONS + " conditions; this one has " + tuples.size());
            return List.of();
        }
        List<Condition> conditions = new ArrayList<>();
        Map<FieldPath, Node> paths = new HashMap<>();
        for (NodeTuple tuple : tuples) {
            Optional<FieldPath> path = path(tuple.getKeyNode());
            path.map(known -> paths.putIfAbsent(known, tuple.getKeyNode()))
                    .ifPresent(first -> mistakes.add(tuple.getKeyNode(), KeyedNode.repeated(path.get() + "", first)));
            Optional<Condition> condition = condition(path, tuple.getValueNode());
            condition.ifPresent(conditions::add);
        }
        return conditions;
    }

    /** Reports mistakes in the values also if the path is unknown. */
    private Optional<Condition> condition(Optional<FieldPath> path, Node value) {
        List<Node> values = value instanceof SequenceNode list ? list.getValue() : List.of(value);
        if (values.isEmpty()) {
            mistakes.add(value, "no event meets an empty list; add a value, or remove the condition");
        }
        if (values.size() > MAX_CONDITION_VALUES) {
            mistakes.add(
                    value,
                    "a condition has at most " + MAX_CONDITION_VALUES + " values; this one has " + values.size());
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        boolean orAbsent = false;
        for (Node node : values) {
            if (!(node instanceof ScalarNode scalar)) {
                mistakes.add(
                        node,
                        node instanceof MappingNode
                                ? "a condition is one line: write the path with dots, such as 'properties.test: false'"
                                : "a value must be a text, a number, true, false or null");
            } else if (YamlScalars.NULL.equals(scalar.getTag())) {
                orAbsent = true;
            } else {
                texts.add(conditionText(scalar));
            }
        }
        boolean absent = orAbsent;
        return path.map(known -> new Condition(known, texts, absent));
    }

    private static String conditionText(ScalarNode scalar) {
        if (YamlScalars.BOOLEAN.equals(scalar.getTag())) {
            return Character.toLowerCase(scalar.getValue().charAt(0)) == 't' ? "true" : "false";
        }
        return YamlScalars.NUMBER.equals(scalar.getTag())
                ? MetricValue.textOfNumber(scalar.getValue())
                : scalar.getValue();
    }

    private Optional<Aggregate> aggregate() {
        return required("aggregate", "one of " + String.join(", ", AGGREGATES))
                .flatMap(this::text)
                .flatMap(text -> {
                    Optional<Aggregate> found = Arrays.stream(Aggregate.values())
                            .filter(aggregate -> aggregate.wireName().equals(text.getValue()))
                            .findFirst();
                    if (found.isEmpty()) {
                        mistakes.add(
                                text,
                                Mistakes.quoted(text.getValue()) + " is not an aggregate; "
                                        + Mistakes.nearest(text.getValue(), AGGREGATES));
                    }
                    return found;
                });
    }

    private @Nullable FieldPath of(Aggregate aggregate) {
        Optional<Node> node = keys.value("of");
        if (aggregate == Aggregate.COUNT) {
            node.ifPresent(present -> mistakes.add(present, "count counts events; remove 'of'"));
            return null;
        }
        String choices = aggregate == Aggregate.UNIQUE
                ? "user_id, session_id, video_id or a property such as properties.plan"
                : "value or a property such as properties.price";
        if (node.isEmpty()) {
            mistakes.add(keys.node(), aggregate.wireName() + " needs 'of': " + choices);
            return null;
        }
        Optional<FieldPath> path = path(node.get());
        if (path.isPresent() && !isMeasurable(path.get(), aggregate)) {
            mistakes.add(node.get(), aggregate.wireName() + " cannot be of " + path.get() + "; use " + choices);
        }
        return path.orElse(null);
    }

    private static boolean isMeasurable(FieldPath path, Aggregate aggregate) {
        return switch (path.field()) {
            case PROPERTIES -> true;
            case VALUE -> aggregate.isOfNumber();
            case USER_ID, SESSION_ID, VIDEO_ID -> aggregate == Aggregate.UNIQUE;
            case TYPE -> false;
        };
    }

    private List<FieldPath> by() {
        Optional<Node> node = keys.value("by");
        if (node.isEmpty()) {
            return List.of();
        }
        if (!(node.get() instanceof SequenceNode list)) {
            mistakes.add(node.get(), "by must be a list, such as [properties.plan, video_id]");
            return List.of();
        }
        if (list.getValue().size() > MetricDefinition.MAX_GROUP_FIELDS) {
            mistakes.add(
                    list.getValue().get(MetricDefinition.MAX_GROUP_FIELDS),
                    "a metric has at most " + MetricDefinition.MAX_GROUP_FIELDS
                            + " groups; remove the others, from this one on");
            return List.of();
        }
        List<FieldPath> by = new ArrayList<>();
        for (Node item : list.getValue()) {
            path(item).ifPresent(path -> {
                if (by.contains(path)) {
                    mistakes.add(item, Mistakes.quoted(path + "") + " is already a group; remove one of the two");
                } else {
                    by.add(path);
                }
            });
        }
        return by;
    }

    private List<BigDecimal> buckets(Aggregate aggregate) {
        Optional<Node> node = keys.value("buckets");
        if (aggregate != Aggregate.HISTOGRAM) {
            node.ifPresent(present ->
                    mistakes.add(present, "only a histogram has buckets; remove them, or use 'aggregate: histogram'"));
            return List.of();
        }
        if (node.isEmpty()) {
            mistakes.add(keys.node(), "histogram needs 'buckets': rising upper bounds such as [1, 5, 10]");
            return List.of();
        }
        if (!(node.get() instanceof SequenceNode list)
                || list.getValue().isEmpty()
                || list.getValue().size() > MetricDefinition.MAX_BUCKETS) {
            mistakes.add(
                    node.get(), "buckets must be a list of 1 to " + MetricDefinition.MAX_BUCKETS + " rising numbers");
            return List.of();
        }
        List<BigDecimal> bounds = new ArrayList<>();
        for (Node item : list.getValue()) {
            bound(item).ifPresent(bound -> {
                if (!bounds.isEmpty() && bound.compareTo(bounds.get(bounds.size() - 1)) <= 0) {
                    mistakes.add(
                            item,
                            "buckets must rise; " + MetricValue.textOf(bound) + " is not more than "
                                    + MetricValue.textOf(bounds.get(bounds.size() - 1)));
                }
                bounds.add(bound);
            });
        }
        return bounds;
    }

    private Optional<BigDecimal> bound(Node node) {
        if (!(node instanceof ScalarNode scalar) || !YamlScalars.NUMBER.equals(scalar.getTag())) {
            mistakes.add(node, "a bucket must be a number such as 0.5");
            return Optional.empty();
        }
        @Nullable BigDecimal number = MetricValue.parse(scalar.getValue());
        @Nullable BigDecimal kept = number == null ? null : MetricValue.number(number);
        if (number == null || kept == null || kept.compareTo(number) != 0) {
            mistakes.add(
                    node,
                    "a bucket has at most " + MetricValue.MAX_INTEGER_DIGITS + " digits before the point and "
                            + MetricValue.SCALE + " after it");
            return Optional.empty();
        }
        return Optional.of(MetricValue.normal(kept));
    }

    private Optional<FieldPath> path(Node node) {
        return text(node).flatMap(text -> {
            try {
                return Optional.of(FieldPath.parse(text.getValue()));
            } catch (IllegalArgumentException bad) {
                mistakes.add(node, String.valueOf(bad.getMessage()));
                return Optional.empty();
            }
        });
    }

    private Optional<Node> required(String key, String example) {
        Optional<Node> node = keys.value(key);
        if (node.isEmpty()) {
            mistakes.add(keys.node(), "'" + key + "' is missing; add " + example);
        }
        return node;
    }

    /** The items of a list, or the value itself if it is no list. Empty if the key is absent. */
    private List<Node> oneOrMore(String key, int most, String otherwise) {
        Optional<Node> node = keys.value(key);
        if (node.isEmpty() || !(node.get() instanceof SequenceNode list)) {
            return node.map(List::of).orElse(List.of());
        }
        if (list.getValue().isEmpty()) {
            mistakes.add(list, key + " is an empty list; " + otherwise);
        }
        if (list.getValue().size() > most) {
            mistakes.add(
                    list,
                    key + " has at most " + most + " items; this one has "
                            + list.getValue().size());
            return List.of();
        }
        return list.getValue();
    }

    private Optional<ScalarNode> text(Node node) {
        if (node instanceof ScalarNode scalar) {
            Tag tag = scalar.getTag();
            if (YamlScalars.NULL.equals(tag)) {
                mistakes.add(node, "a value is missing; add it, or leave the key out");
                return Optional.empty();
            }
            if (YamlScalars.NUMBER.equals(tag) || YamlScalars.BOOLEAN.equals(tag)) {
                mistakes.add(node, Mistakes.quoted(scalar.getValue()) + " is not a text; put it into quotes");
                return Optional.empty();
            }
            return Optional.of(scalar);
        }
        mistakes.add(node, "this must be a text, without keys and list items");
        return Optional.empty();
    }
}
