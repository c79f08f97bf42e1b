package dev.weir.gateway.query;

import dev.weir.gateway.http.ApiError;

/** What became of a request's parameters. */
sealed interface MetricsRequest {
    /** Nothing in particular was asked for. */
    record Catalogue() implements MetricsRequest {}

    record Read(Metric metric, MetricsQuery query, AnswerFormat format) implements MetricsRequest {}

    /**
     * Something is wrong with the parameters.
     *
     * @param message a sentence that says what is allowed
     */
    record Refused(ApiError error, String field, String message) implements MetricsRequest {}
}
