// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import dev.weir.metric.MetricDefinition;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The metrics of a gateway: the built-in ones, then those of the file of definitions. */
public final class MetricCatalogue {
    /** The catalogue itself, where a metric is named. Metrics have no such name, because their names have no brackets. */
    static final String ITSELF = "(catalogue)";

    private final List<MetricDefinition> definitions;
    private final Map<String, Metric> metrics = new LinkedHashMap<>();

    public MetricCatalogue(List<MetricDefinition> definitions) {
        this.definitions = List.copyOf(definitions);
        for (Metric metric : BuiltInMetric.values()) {
            metrics.put(metric.wireName(), metric);
        }
        for (MetricDefinition definition : definitions) {
            metrics.put(definition.name(), new DefinedMetric(definition));
        }
    }

    List<MetricDefinition> definitions() {
        return definitions;
    }

    Collection<Metric> metrics() {
        return metrics.values();
    }

    Optional<Metric> named(String wireName) {
        return Optional.ofNullable(metrics.get(wireName));
    }

    /** All names, such as {@code views, active_users}. */
    String names() {
        return String.join(", ", metrics.keySet());
    }
}
