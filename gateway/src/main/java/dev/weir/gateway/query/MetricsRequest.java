// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import dev.weir.gateway.progress.LogPositions;
import org.jspecify.annotations.Nullable;

/** A parsed {@code GET /metrics}. */
sealed interface MetricsRequest {
    /** A request without parameters, which returns the catalogue. */
    record Catalogue() implements MetricsRequest {}

    /** @param after positions of the log that the rows must include; null for no condition */
    record Read(
            MetricsQuery query,
            AnswerFormat format,
            @Nullable LogPositions after) implements MetricsRequest {}
}
