// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import dev.weir.metric.Aggregate;
import dev.weir.metric.FieldPath;
import dev.weir.metric.MetricDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A metric of the file of definitions. */
record DefinedMetric(MetricDefinition definition) implements Metric {
    private static final String PROPERTY = "properties.";

    @Override
    public String wireName() {
        return definition.name();
    }

    @Override
    public String description() {
        return definition.description();
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> own = new ArrayList<>();
        own.add(new Parameter("by", byDescription()));
        for (FieldPath group : definition.by()) {
            own.add(new Parameter(group.toString(), "only this value; may be repeated; empty: events without a value"));
        }
        return Parameter.ofTimes(own);
    }

    @Override
    public boolean hasParameter(String name) {
        return Metric.super.hasParameter(name) || group(name).isPresent();
    }

    @Override
    public String example() {
        return "/metrics?metric=" + definition.name()
                + (definition.aggregate() == Aggregate.HISTOGRAM ? "&interval=hour" : "&interval=total");
    }

    /** The index of a group with this name, or with this name below {@code properties}. */
    Optional<Integer> group(String name) {
        List<FieldPath> groups = definition.by();
        return IntStream.range(0, groups.size())
                .boxed()
                .filter(index -> groups.get(index).toString().equals(name))
                .findFirst()
                .or(() -> Metric.super.hasParameter(name)
                        ? Optional.empty()
                        : IntStream.range(0, groups.size())
                                .boxed()
                                .filter(index -> groups.get(index).toString().equals(PROPERTY + name))
                                .findFirst());
    }

    /** The groups, such as {@code properties.plan, type}; or {@code none}. */
    String groupNames() {
        return definition.by().isEmpty()
                ? "none"
                : definition.by().stream().map(FieldPath::toString).collect(Collectors.joining(", "));
    }

    private String byDescription() {
        return definition.aggregate() == Aggregate.UNIQUE
                ? "the groups, all of them (default): " + groupNames()
                : "groups of the rows, comma-separated or repeated; empty: none; default: " + groupNames();
    }
}
