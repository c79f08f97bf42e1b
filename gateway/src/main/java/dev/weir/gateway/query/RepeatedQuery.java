// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A valid query of {@code GET /metrics} that is read again and again. Parameters that default to today do so at each
 * read.
 *
 * @param parameters their values by name, in alphabetical order
 */
public record RepeatedQuery(Map<String, List<String>> parameters) {
    public RepeatedQuery(Map<String, List<String>> parameters) {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        new TreeMap<>(parameters).forEach((name, values) -> copy.put(name, List.copyOf(values)));
        this.parameters = copy;
    }
}
