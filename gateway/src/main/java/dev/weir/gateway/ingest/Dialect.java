// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The formats of the URLs that take events: each has its own names of fields and its own responses. */
public enum Dialect {
    /** {@code POST /events}. The media type says which {@link BodyFormat} it is. */
    WEIR(AnswerShape.REPORT, null, null),

    /** {@code POST /api/v1/events}: one event. */
    API_EVENT(AnswerShape.REPORT, null, null),

    /** {@code POST /api/v1/events/batch}: an array of events, or an object with one. */
    API_BATCH(AnswerShape.REPORT, "events", null),

    /** {@code POST /activity}: one event. */
    ACTIVITY(AnswerShape.STATUS, null, null),

    /** {@code POST /v1/track} and the following: one call of Segment's HTTP tracking API. */
    SEGMENT_TRACK(AnswerShape.SUCCESS, null, SegmentCall.TRACK),
    SEGMENT_PAGE(AnswerShape.SUCCESS, null, SegmentCall.PAGE),
    SEGMENT_SCREEN(AnswerShape.SUCCESS, null, SegmentCall.SCREEN),
    SEGMENT_IDENTIFY(AnswerShape.SUCCESS, null, SegmentCall.IDENTIFY),
    SEGMENT_GROUP(AnswerShape.SUCCESS, null, SegmentCall.GROUP),
    SEGMENT_ALIAS(AnswerShape.SUCCESS, null, SegmentCall.ALIAS),

    /** {@code POST /v1/batch}: an object with an array of calls, each with its type. */
    SEGMENT_BATCH(AnswerShape.SUCCESS, "batch", null);

    /** Those of Segment's HTTP tracking API. */
    public static final List<Dialect> OF_SEGMENT = Arrays.stream(values())
            .filter(dialect -> dialect.answers == AnswerShape.SUCCESS)
            .toList();

    private static final String SEGMENT = "SEGMENT_";

    private final AnswerShape answers;
    private final @Nullable String batch;
    private final @Nullable SegmentCall call;

    Dialect(AnswerShape answers, @Nullable String batch, @Nullable SegmentCall call) {
        this.answers = answers;
        this.batch = batch;
        this.call = call;
    }

    /**
     * The paths of a dialect of Segment, such as {@code /v1/track} and {@code /v1/t}. Clients in browsers use the short
     * one.
     */
    public List<String> paths() {
        String call = name().substring(SEGMENT.length()).toLowerCase(Locale.ROOT);
        return List.of("/v1/" + call, "/v1/" + call.charAt(0));
    }

    AnswerShape answers() {
        return answers;
    }

    /** The name of the member that has the events; null if a body is one event. */
    @Nullable
    String batch() {
        return batch;
    }

    /** What one event is; null if the event itself says so. */
    @Nullable
    SegmentCall call() {
        return call;
    }
}
