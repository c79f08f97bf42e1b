package dev.weir.job.decode;

import dev.weir.event.Event;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * A well-formed event with its place in the log.
 *
 * @param receivedAt when the gateway received it, milliseconds since the Unix epoch
 * @param traceParent the span that it comes from (W3C Trace Context), where its request was sampled for a trace
 */
@TypeInfo(ReceivedEventTypeInfoFactory.class)
public record ReceivedEvent(
        int partition,
        long offset,
        long receivedAt,
        Event event,
        @Nullable String traceParent) {
    /** An event of a request that is not traced. */
    public ReceivedEvent(int partition, long offset, long receivedAt, Event event) {
        this(partition, offset, receivedAt, event, null);
    }

    /** The same event as it goes on from a span. */
    public ReceivedEvent below(String span) {
        return new ReceivedEvent(partition, offset, receivedAt, event, span);
    }
}
