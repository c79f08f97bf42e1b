// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.settings;

import dev.weir.job.past.Past;
import dev.weir.job.time.AllowedLateness;
import dev.weir.job.time.DedupHorizon;
import dev.weir.job.time.EarlierValue;
import dev.weir.job.time.StateRetention;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The settings under which events are counted. They are kept in state, so that the next start sees what has
 * changed.
 *
 * <p>A change never reverts what has been counted. A setting that counts less applies only to events received after the
 * change. So a restart may safely read again what lies behind the last checkpoint.
 *
 * @param topicId Kafka's id of the log, which changes if the topic is recreated; null if unknown
 * @param measuring which events are measured by each metric definition, by its id; also of definitions that were removed
 * @param forgottenBefore identities received before this time may be forgotten, in milliseconds since the Unix epoch
 */
public record CountingSettings(
        AllowedLateness allowedLateness,
        DedupHorizon dedupHorizon,
        @Nullable String topicId,
        long forgottenBefore,
        Map<Long, Measuring> measuring)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * Identities are kept this much longer than the horizon, because the clock may be ahead of an event's time of
     * receipt.
     */
    public static final Duration HORIZON_SLACK = Duration.ofHours(1);

    private static final String LATENESS = "allowed_lateness_ms";
    private static final String EARLIER_LATENESS = "earlier_allowed_lateness_ms";
    private static final String HORIZON = "dedup_horizon_ms";
    private static final String EARLIER_HORIZON = "earlier_dedup_horizon_ms";
    private static final String TOPIC_ID = "topic_id";
    private static final String FORGOTTEN_BEFORE = "forgotten_before";
    private static final String MEASURING = "measuring";

    public CountingSettings {
        measuring = Map.copyOf(measuring);
    }

    /** The settings of a job that starts without state. */
    public static CountingSettings of(Duration allowedLateness, Duration dedupHorizon) {
        return new CountingSettings(
                AllowedLateness.of(allowedLateness), DedupHorizon.of(dedupHorizon), null, Long.MIN_VALUE, Map.of());
    }

    /** The same settings for a log with this topic id. */
    public CountingSettings withTopicId(@Nullable String id) {
        return new CountingSettings(allowedLateness, dedupHorizon, id, forgottenBefore, measuring);
    }

    /**
     * The same settings for these metric definitions.
     *
     * @param added for definitions that are new
     * @param returned for definitions that had been removed. They must not measure the past, because their totals
     *     already contain a part of it
     */
    public CountingSettings measuringBy(Collection<Long> definitions, Measuring added, Measuring returned) {
        Map<Long, Measuring> measured = new HashMap<>();
        measuring.keySet().forEach(definition -> measured.put(definition, Measuring.NOTHING));
        for (Long definition : definitions) {
            Measuring before = measuring.getOrDefault(definition, added);
            measured.put(definition, before.equals(Measuring.NOTHING) ? returned : before);
        }
        return new CountingSettings(allowedLateness, dedupHorizon, topicId, forgottenBefore, measured);
    }

    /** The past events that each metric definition measures, by its id. */
    public Map<Long, Past> pasts() {
        Map<Long, Past> pasts = new HashMap<>();
        measuring.forEach((definition, events) -> pasts.put(definition, events.past()));
        return pasts;
    }

    public StateRetention retention() {
        return new StateRetention(allowedLateness);
    }

    /**
     * The settings after a change.
     *
     * @param clock the clock of the state; empty if it has none yet
     * @param now by the wall clock, in milliseconds since the Unix epoch
     */
    public CountingSettings changedTo(Duration newLateness, Duration newHorizon, OptionalLong clock, long now) {
        long reached = clock.orElse(Long.MIN_VALUE);
        long changedAt = Math.max(now, reached);
        long earliestToCome = minus(reached, StateRetention.SLACK);
        return new CountingSettings(
                allowedLateness.changedTo(newLateness, changedAt, earliestToCome),
                dedupHorizon.changedTo(newHorizon, changedAt, earliestToCome),
                topicId,
                Math.max(forgottenBefore, minus(reached, dedupHorizon.current().plus(HORIZON_SLACK))),
                measuring);
    }

    private static long minus(long clock, Duration time) {
        return clock == Long.MIN_VALUE ? clock : clock - time.toMillis();
    }

    /** Encodes the settings for the state. Later versions may add lines. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(LATENESS + "=" + allowedLateness.current().toMillis());
        allowedLateness.earlier().forEach(before -> lines.add(EARLIER_LATENESS + "=" + encode(before)));
        lines.add(HORIZON + "=" + dedupHorizon.current().toMillis());
        dedupHorizon.earlier().forEach(before -> lines.add(EARLIER_HORIZON + "=" + encode(before)));
        if (topicId != null) {
            lines.add(TOPIC_ID + "=" + topicId);
        }
        if (forgottenBefore != Long.MIN_VALUE) {
            lines.add(FORGOTTEN_BEFORE + "=" + forgottenBefore);
        }
        measuring.forEach((definition, events) -> lines.add(MEASURING + "=" + definition + "@" + events.encode()));
        return lines;
    }

    /** Decodes the settings of a state; empty for the state of a version that did not keep them. */
    public static Optional<CountingSettings> parse(Iterable<String> lines) {
        Duration lateness = null;
        Duration horizon = null;
        String topicId = null;
        long forgottenBefore = Long.MIN_VALUE;
        Map<Long, Measuring> measuring = new HashMap<>();
        List<EarlierValue> latenesses = new ArrayList<>();
        List<EarlierValue> horizons = new ArrayList<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            String value = line.substring(equals + 1);
            switch (line.substring(0, Math.max(0, equals))) {
                case LATENESS -> lateness = Duration.ofMillis(Long.parseLong(value));
                case EARLIER_LATENESS -> latenesses.add(decode(value));
                case HORIZON -> horizon = Duration.ofMillis(Long.parseLong(value));
                case EARLIER_HORIZON -> horizons.add(decode(value));
                case TOPIC_ID -> topicId = value;
                case MEASURING -> {
                    int at = value.indexOf('@');
                    measuring.put(Long.parseLong(value.substring(0, at)), Measuring.decode(value.substring(at + 1)));
                }
                case FORGOTTEN_BEFORE -> forgottenBefore = Long.parseLong(value);
                default -> {
                    // Ignored: a later version wrote this line.
                }
            }
        }
        return lateness == null || horizon == null
                ? Optional.empty()
                : Optional.of(new CountingSettings(
                        new AllowedLateness(lateness, latenesses),
                        new DedupHorizon(horizon, horizons),
                        topicId,
                        forgottenBefore,
                        measuring));
    }

    private static String encode(EarlierValue before) {
        return before.value().toMillis() + "@" + before.until();
    }

    private static EarlierValue decode(String encoded) {
        int at = encoded.indexOf('@');
        return new EarlierValue(
                Duration.ofMillis(Long.parseLong(encoded.substring(0, at))), Long.parseLong(encoded.substring(at + 1)));
    }
}
