// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The metrics that were scraped, each with its labels and those that Prometheus adds. */
final class Scrape {
    /** A line of a scrape: the metric, and its labels. */
    private static final Pattern SAMPLE = Pattern.compile("(?m)^(\\w+)(\\{.*}|) ");

    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

    private static final Set<String> ADDED_BY_PROMETHEUS = Set.of("instance", "job");

    private final Map<String, Set<String>> labelsOfMetrics = new HashMap<>();

    /** Prometheus makes this one itself. */
    Scrape() {
        add("up", Set.of());
    }

    Scrape add(String scraped) {
        SAMPLE.matcher(scraped).results().forEach(sample -> {
            Set<String> labels = new HashSet<>();
            LABEL.matcher(sample.group(2)).results().forEach(label -> labels.add(label.group(1)));
            add(sample.group(1), labels);
        });
        return this;
    }

    Scrape add(Map<String, Set<String>> labels) {
        labels.forEach(this::add);
        return this;
    }

    Map<String, Set<String>> labelsOfMetrics() {
        return labelsOfMetrics;
    }

    private void add(String metric, Set<String> labels) {
        labelsOfMetrics
                .computeIfAbsent(metric, name -> new HashSet<>(ADDED_BY_PROMETHEUS))
                .addAll(labels);
    }
}
