// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import dev.weir.http.ApiError;
import dev.weir.http.BodyOutcome;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The outcome of a request with events, which determines its response. */
sealed interface IngestOutcome {
    /**
     * Each event was accepted or rejected.
     *
     * @param token makes a later request wait until the accepted events are counted; null if there is none
     * @param isCounted false if the request was to wait until the accepted events are counted, and waited in vain
     */
    record Decided(
            int accepted,
            List<Rejection> rejected,
            @Nullable String token,
            boolean isCounted) implements IngestOutcome {}

    /** The events of the body cannot be separated; the message says where and why. */
    record Unreadable(String message) implements IngestOutcome {}

    /**
     * The whole request is refused.
     *
     * @param closesConnection because the rest of the body may never arrive
     */
    record Refused(ApiError error, String message, boolean closesConnection) implements IngestOutcome {}

    static IngestOutcome decided(int accepted, List<Rejection> rejected) {
        return new Decided(accepted, rejected, null, true);
    }

    static IngestOutcome decided(int accepted, List<Rejection> rejected, String token) {
        return new Decided(accepted, rejected, token, true);
    }

    static IngestOutcome notCountedYet(int accepted, List<Rejection> rejected, String token) {
        return new Decided(accepted, rejected, token, false);
    }

    static IngestOutcome tooManyEvents() {
        return refused(
                ApiError.TOO_MANY_EVENTS,
                "The body has more than %d events, the limit of a request. Send them in several requests.",
                BodyParser.MAX_EVENTS);
    }

    /** For a body that could not be read. */
    static IngestOutcome unread(BodyOutcome body) {
        if (body instanceof BodyOutcome.TooLarge tooLarge) {
            return refused(
                    ApiError.TOO_LARGE,
                    "The body is larger than %d MiB (%d bytes) after decompression, the limit of a request. Send it in"
                            + " several requests.",
                    tooLarge.limitBytes() >> 20,
                    tooLarge.limitBytes());
        }
        if (body instanceof BodyOutcome.TooCompressed tooCompressed) {
            return refused(
                    ApiError.COMPRESSION_RATIO,
                    "The body decompresses to more than %d times its size, the limit of a request. Send it less"
                            + " compressed.",
                    tooCompressed.limitRatio());
        }
        if (body instanceof BodyOutcome.TooSlow tooSlow) {
            return new Refused(ApiError.SLOW_BODY, tooSlow.reason() + " Send it faster, or in smaller requests.", true);
        }
        if (body instanceof BodyOutcome.Corrupt corrupt) {
            return new Unreadable(corrupt.reason());
        }
        return unpublished(PublishOutcome.Refused.QUEUE_FULL);
    }

    static IngestOutcome unpublished(PublishOutcome.Refused refused) {
        return refused == PublishOutcome.Refused.QUEUE_FULL
                ? refused(ApiError.QUEUE_FULL, "Too many events are waiting for Kafka; send these again.")
                : refused(ApiError.KAFKA_UNAVAILABLE, "The events cannot be made durable now; send them again.");
    }

    private static IngestOutcome refused(ApiError error, String message, Object... arguments) {
        return new Refused(error, String.format(Locale.ROOT, message, arguments), false);
    }
}
