// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.decode;

import dev.weir.event.Event;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * A well-formed event with its position in the log.
 *
 * @param receivedAt when the gateway received the event, in milliseconds since the Unix epoch
 * @param traceParent the span that the event comes from (W3C Trace Context); null if its request was not sampled
 */
@TypeInfo(ReceivedEventTypeInfoFactory.class)
public record ReceivedEvent(
        int partition,
        long offset,
        long receivedAt,
        Event event,
        @Nullable String traceParent) {
    /** An event whose request was not sampled for a trace. */
    public ReceivedEvent(int partition, long offset, long receivedAt, Event event) {
        this(partition, offset, receivedAt, event, null);
    }

    /** Returns the same event below another span. */
    public ReceivedEvent withTraceParent(String span) {
        return new ReceivedEvent(partition, offset, receivedAt, event, span);
    }
}
