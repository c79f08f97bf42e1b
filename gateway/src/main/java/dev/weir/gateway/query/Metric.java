// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import java.util.List;
import java.util.stream.Collectors;

/** A metric that clients can query. */
sealed interface Metric permits BuiltInMetric, DefinedMetric {
    String wireName();

    String description();

    /** The parameters of a request, for the catalogue. */
    List<Parameter> parameters();

    /** A valid request. */
    String example();

    default boolean hasParameter(String name) {
        return parameters().stream().anyMatch(known -> known.wireName().equals(name));
    }

    default String parameterNames() {
        return parameters().stream().map(Parameter::wireName).collect(Collectors.joining(", "));
    }
}
