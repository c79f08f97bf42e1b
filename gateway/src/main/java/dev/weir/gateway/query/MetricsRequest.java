package dev.weir.gateway.query;

import dev.weir.gateway.http.ApiError;
import dev.weir.gateway.progress.LogPositions;
import org.jspecify.annotations.Nullable;

/** What became of a request's parameters. */
sealed interface MetricsRequest {
    /** Nothing in particular was asked for. */
    record Catalogue() implements MetricsRequest {}

    /** @param after positions of the log that the answer must have counted; null where it may be of any moment */
    record Read(
            Metric metric,
            MetricsQuery query,
            AnswerFormat format,
            @Nullable LogPositions after) implements MetricsRequest {}

    /**
     * Something is wrong with the parameters.
     *
     * @param message a sentence that says what is allowed
     */
    record Refused(ApiError error, @Nullable String field, String message) implements MetricsRequest {}
}
