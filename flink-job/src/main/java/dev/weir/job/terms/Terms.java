package dev.weir.job.terms;

import dev.weir.job.time.Earlier;
import dev.weir.job.time.Horizon;
import dev.weir.job.time.Lateness;
import dev.weir.job.time.Retention;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The settings under which events are counted. The state keeps them, so that the next start knows what has changed.
 *
 * <p>A change never takes back what has been counted: where a new setting counts less, it holds for events that are received
 * from the change on. So it does not matter that a restart reads again what lies behind the last checkpoint.
 *
 * @param topicId Kafka's own id of the log, another one after the topic was created anew; null where it is not known
 * @param forgottenBefore identities that were received before it may be forgotten, milliseconds since the Unix epoch
 */
public record Terms(
        Lateness allowedLateness,
        Horizon dedupHorizon,
        @Nullable String topicId,
        long forgottenBefore) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** How much longer than the horizon an identity is kept, for receipts that the clock is ahead of. */
    public static final Duration HORIZON_SLACK = Duration.ofHours(1);

    private static final String LATENESS = "allowed_lateness_ms";
    private static final String EARLIER_LATENESS = "earlier_allowed_lateness_ms";
    private static final String HORIZON = "dedup_horizon_ms";
    private static final String EARLIER_HORIZON = "earlier_dedup_horizon_ms";
    private static final String TOPIC_ID = "topic_id";
    private static final String FORGOTTEN_BEFORE = "forgotten_before";

    /** Those of a job that begins without state. */
    public static Terms of(Duration allowedLateness, Duration dedupHorizon) {
        return new Terms(Lateness.of(allowedLateness), Horizon.of(dedupHorizon), null, Long.MIN_VALUE);
    }

    public Terms ofTopic(@Nullable String id) {
        return new Terms(allowedLateness, dedupHorizon, id, forgottenBefore);
    }

    public Retention retention() {
        return new Retention(allowedLateness);
    }

    /**
     * After a change of settings.
     *
     * @param clock that of the state; empty where it has none yet
     * @param now by the wall clock, milliseconds since the Unix epoch
     */
    public Terms changedTo(Duration newLateness, Duration newHorizon, OptionalLong clock, long now) {
        long reached = clock.orElse(Long.MIN_VALUE);
        long changedAt = Math.max(now, reached);
        long stillToCome = before(reached, Retention.SLACK);
        return new Terms(
                allowedLateness.changedTo(newLateness, changedAt, stillToCome),
                dedupHorizon.changedTo(newHorizon, changedAt, stillToCome),
                topicId,
                Math.max(forgottenBefore, before(reached, dedupHorizon.now().plus(HORIZON_SLACK))));
    }

    private static long before(long clock, Duration time) {
        return clock == Long.MIN_VALUE ? clock : clock - time.toMillis();
    }

    /** As the state keeps them; a later version may add lines. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(LATENESS + "=" + allowedLateness.now().toMillis());
        allowedLateness.earlier().forEach(before -> lines.add(EARLIER_LATENESS + "=" + written(before)));
        lines.add(HORIZON + "=" + dedupHorizon.now().toMillis());
        dedupHorizon.earlier().forEach(before -> lines.add(EARLIER_HORIZON + "=" + written(before)));
        if (topicId != null) {
            lines.add(TOPIC_ID + "=" + topicId);
        }
        if (forgottenBefore != Long.MIN_VALUE) {
            lines.add(FORGOTTEN_BEFORE + "=" + forgottenBefore);
        }
        return lines;
    }

    /** From the lines of a state; empty for a state of before there were any. */
    public static Optional<Terms> parse(Iterable<String> lines) {
        Duration lateness = null;
        Duration horizon = null;
        String topicId = null;
        long forgottenBefore = Long.MIN_VALUE;
        List<Earlier> latenesses = new ArrayList<>();
        List<Earlier> horizons = new ArrayList<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            String value = line.substring(equals + 1);
            switch (line.substring(0, Math.max(0, equals))) {
                case LATENESS -> lateness = Duration.ofMillis(Long.parseLong(value));
                case EARLIER_LATENESS -> latenesses.add(earlier(value));
                case HORIZON -> horizon = Duration.ofMillis(Long.parseLong(value));
                case EARLIER_HORIZON -> horizons.add(earlier(value));
                case TOPIC_ID -> topicId = value;
                case FORGOTTEN_BEFORE -> forgottenBefore = Long.parseLong(value);
                default -> {
                    // Of a later version.
                }
            }
        }
        return lateness == null || horizon == null
                ? Optional.empty()
                : Optional.of(new Terms(
                        new Lateness(lateness, latenesses), new Horizon(horizon, horizons), topicId, forgottenBefore));
    }

    private static String written(Earlier before) {
        return before.value().toMillis() + "@" + before.until();
    }

    private static Earlier earlier(String written) {
        int at = written.indexOf('@');
        return new Earlier(
                Duration.ofMillis(Long.parseLong(written.substring(0, at))), Long.parseLong(written.substring(at + 1)));
    }
}
