// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest.kafka;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.semconv.ErrorAttributes;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * The trace of a batch, from its sending to its last acknowledgement.
 *
 * @param headers for each of its records, or null
 */
record SentBatch(Span span, @Nullable List<Header> headers) {
    static final SentBatch UNTRACED = new SentBatch(Span.getInvalid(), null);

    /** @param failure null if every record is durable */
    void end(@Nullable Exception failure) {
        if (failure != null) {
            span.setStatus(StatusCode.ERROR);
            span.setAttribute(ErrorAttributes.ERROR_TYPE, failure.getClass().getName());
        }
        span.end();
    }
}
