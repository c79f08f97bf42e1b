package dev.weir.job.decode;

import dev.weir.event.Event;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * A well-formed event with its place in the log.
 *
 * @param receivedAt when the gateway received it, milliseconds since the Unix epoch
 */
@TypeInfo(ReceivedEventTypeInfoFactory.class)
public record ReceivedEvent(int partition, long offset, long receivedAt, Event event) {}
