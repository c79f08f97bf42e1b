// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import static dev.weir.job.testing.ReceivedEvents.assigned;
import static dev.weir.job.testing.ReceivedEvents.identified;
import static dev.weir.job.testing.ReceivedEvents.millis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.weir.event.EventCodec;
import dev.weir.job.decode.DeadLetterRecord;
import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.dedup.ParallelDeduplication.Backend;
import dev.weir.job.settings.CountingSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeduplicateOperatorTest {
    private static final Duration HORIZON = Duration.ofHours(24);
    private static final CountingSettings SETTINGS = CountingSettings.of(Duration.ofDays(30), HORIZON);
    private static final long NOW = millis("2026-03-10T12:00:00Z");
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long DAY = Duration.ofDays(1).toMillis();

    @ParameterizedTest
    @EnumSource
    void firstCopyPassesAndTheNextDoesNot(Backend backend) throws Exception {
        try (var operator = start(backend)) {
            assertThat(operator.passes(event("u", "e", NOW))).isTrue();
            assertThat(operator.passes(event("u", "e", NOW))).isFalse();
            assertThat(operator.passes(event("u", "e", NOW + 1))).isFalse();
            assertThat(operator.deadLetters()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void userIsPartOfTheIdentity(Backend backend) throws Exception {
        try (var operator = start(backend)) {
            assertThat(operator.passes(event("u1", "e", NOW))).isTrue();
            assertThat(operator.passes(event("u2", "e", NOW))).isTrue();
            assertThat(operator.passes(event("u1", "e2", NOW))).isTrue();
            assertThat(operator.passes(event("u1e", "2", NOW))).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void horizonIsExactOnBothSides(Backend backend) throws Exception {
        try (var operator = start(backend)) {
            assertThat(operator.passes(event("u", "within", NOW))).isTrue();
            assertThat(operator.passes(event("u", "beyond", NOW))).isTrue();
            operator.restart(2);

            assertThat(operator.passes(event("u", "within", NOW + HORIZON.toMillis())))
                    .isFalse();
            assertThat(operator.passes(event("u", "beyond", NOW + HORIZON.toMillis() + 1)))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void duplicateDoesNotExtendTheHorizon(Backend backend) throws Exception {
        try (var operator = start(backend)) {
            assertThat(operator.passes(event("u", "e", NOW))).isTrue();
            assertThat(operator.passes(event("u", "e", NOW + 23 * HOUR))).isFalse();
            assertThat(operator.passes(event("u", "e", NOW + 25 * HOUR))).isTrue();
            assertThat(operator.passes(event("u", "e", NOW + 48 * HOUR))).isFalse();
        }
    }

    /**
     * The receipts are out of order by more than the horizon. The result must not depend on whether the identity is in
     * memory or in state.
     */
    @ParameterizedTest
    @EnumSource
    void copyThatWasReceivedLongBeforeTheCountedOneIsADuplicate(Backend backend) throws Exception {
        try (var operator = start(backend)) {
            assertThat(operator.passes(event("u", "e", NOW))).isTrue();
            assertThat(operator.passes(event("u", "e", NOW - 25 * HOUR))).isFalse();
            assertThat(operator.passes(event("u", "e", NOW))).isFalse();
            operator.restart(1);

            assertThat(operator.passes(event("u", "e", NOW - 25 * HOUR))).isFalse();
            assertThat(operator.passes(event("u", "e", NOW))).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void assignedIdIsNeverADuplicate(Backend backend) throws Exception {
        try (var operator = start(backend)) {
            assertThat(operator.passes(assigned("u", "e", NOW, NOW))).isTrue();
            assertThat(operator.passes(assigned("u", "e", NOW, NOW))).isTrue();
            assertThat(operator.passes(event("u", "e", NOW))).isTrue();
            assertThat(operator.passes(assigned("u", "e", NOW, NOW))).isTrue();
            assertThat(operator.rememberedIdentities()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void eventOfAClosedDayBecomesALateDeadLetter(Backend backend) throws Exception {
        try (var operator = start(backend)) {
            operator.watermark(NOW);
            long firstOpenDay = millis("2026-02-07T00:00:00Z");
            ReceivedEvent late = identified("u", "late", firstOpenDay - 1, NOW - 10 * DAY);

            assertThat(operator.passes(identified("u", "in-time", firstOpenDay, NOW - 10 * DAY)))
                    .isTrue();
            assertThat(operator.passes(late)).isFalse();

            assertThat(operator.deadLetters()).singleElement().satisfies(letter -> {
                assertThat(letter.reason()).isEqualTo(DeadLetterRecord.LATE);
                assertThat(letter.detail()).contains("2026-02-06T23:59:59.999Z", "2026-03-10T12:00:00Z");
                assertThat(letter.topic()).isEqualTo("events");
                assertThat(letter.partition()).isEqualTo(late.partition());
                assertThat(letter.offset()).isEqualTo(late.offset());
                assertThat(letter.key()).isEqualTo("u".getBytes(StandardCharsets.UTF_8));
                assertThat(letter.payload()).isEqualTo(new EventCodec().encode(late.event()));
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void closedDayStaysClosedBeforeTheFirstWatermarkAfterARestart(Backend backend) throws Exception {
        try (var operator = start(backend)) {
            operator.watermark(NOW);
            operator.restart(3);

            assertThat(operator.passes(identified("u", "late", NOW - 40 * DAY, NOW - 10 * DAY)))
                    .isFalse();
            assertThat(operator.passes(assigned("u", "late", NOW - 40 * DAY, NOW - 10 * DAY)))
                    .isFalse();
            assertThat(operator.deadLetters()).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void rescalingKeepsTheIdentities(Backend backend) throws Exception {
        try (var operator = start(backend)) {
            int generation = 0;
            for (int parallelism : new int[] {1, 2, 3, 1}) {
                operator.restart(parallelism);
                for (int user = 0; user < 200; user++) {
                    for (int earlier = 0; earlier < generation; earlier++) {
                        assertThat(operator.passes(event("u" + user, "e" + earlier, NOW)))
                                .isFalse();
                    }
                    assertThat(operator.passes(event("u" + user, "e" + generation, NOW)))
                            .isTrue();
                }
                generation++;
            }
            assertThat(operator.rememberedIdentities()).isEqualTo(800);
        }
    }

    @ParameterizedTest
    @EnumSource
    void expiredIdentitiesAreRemovedFromMemoryAndState(Backend backend) throws Exception {
        try (var operator = start(backend)) {
            for (int user = 0; user < 500; user++) {
                operator.passes(event("u" + user, "e", NOW));
            }
            operator.restart(2);
            operator.passes(event("u0", "e2", NOW));
            operator.checkpoint();
            assertThat(operator.rememberedIdentities()).isEqualTo(501);
            assertThat(operator.chunks()).isPositive();

            operator.watermarks(NOW + HORIZON.toMillis() + HOUR - 1);
            assertThat(operator.rememberedIdentities()).isEqualTo(501);

            operator.watermarks(NOW + HORIZON.toMillis() + 3 * HOUR);
            assertThat(operator.rememberedIdentities()).isZero();
            assertThat(operator.chunks()).isZero();

            operator.restart(1);
            assertThat(operator.rememberedIdentities()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void checkpointContainsOnlyNewIdentities(Backend backend) throws Exception {
        try (var operator = start(backend)) {
            operator.passes(event("u", "e1", NOW));
            operator.checkpoint();
            assertThat(operator.chunks()).isEqualTo(1);

            operator.passes(event("u", "e1", NOW));
            operator.checkpoint();
            assertThat(operator.chunks()).isEqualTo(1);

            operator.passes(event("u", "e2", NOW));
            operator.checkpoint();
            assertThat(operator.chunks()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void raisedLatenessDoesNotOpenADayWhoseCountsWereDropped(Backend backend) throws Exception {
        try (var operator = start(backend)) {
            operator.passes(event("u", "counted", NOW - 40 * DAY, NOW - 40 * DAY));
            operator.watermark(NOW);
            operator.restart(2, changed(SETTINGS, Duration.ofDays(100), HORIZON));

            // The closed day itself, and a day whose windows reach into it.
            assertThat(operator.passes(event("u", "its day", NOW - 40 * DAY, NOW)))
                    .isFalse();
            assertThat(operator.passes(event("u", "its windows", NOW - 69 * DAY, NOW)))
                    .isFalse();
            assertThat(operator.deadLetters())
                    .extracting(DeadLetterRecord::reason, letter -> letter.detail()
                            .contains("WEIR_ALLOWED_LATENESS was smaller"))
                    .containsExactly(tuple("late", true), tuple("late", true));
            // A day long before the first count, and a day that was open.
            assertThat(operator.passes(event("u", "long before", NOW - 70 * DAY, NOW)))
                    .isTrue();
            assertThat(operator.passes(event("u", "open", NOW - 31 * DAY, NOW))).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void daysOpenedByARaisedLatenessStayOpen(Backend backend) throws Exception {
        try (var operator = start(backend)) {
            CountingSettings raised = changed(SETTINGS, Duration.ofDays(100), HORIZON);
            operator.passes(event("u", "counted", NOW - 40 * DAY, NOW - 40 * DAY));
            operator.watermark(NOW);
            operator.restart(2, raised);
            operator.passes(event("u", "long before", NOW - 70 * DAY, NOW));
            operator.restart(3, changed(raised, Duration.ofDays(100), HORIZON));

            assertThat(operator.passes(event("u", "long before again", NOW - 70 * DAY, NOW)))
                    .isTrue();
            assertThat(operator.passes(event("u", "its day", NOW - 40 * DAY, NOW)))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void raisedLatenessOpensAllDaysIfNothingWasDropped(Backend backend) throws Exception {
        try (var operator = start(backend)) {
            operator.passes(event("u", "counted", NOW - DAY, NOW - DAY));
            operator.watermark(NOW);
            operator.restart(1, changed(SETTINGS, Duration.ofDays(5_000), HORIZON));

            for (int days = 0; days < 5_000; days += 7) {
                assertThat(operator.passes(event("u", "e" + days, NOW - days * DAY, NOW)))
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void loweredLatenessStillCountsWhatWasReceivedBefore(Backend backend) throws Exception {
        try (var operator = start(backend)) {
            operator.watermark(NOW);
            operator.restart(2, changed(SETTINGS, Duration.ofDays(1), HORIZON));

            assertThat(operator.passes(event("u", "before", NOW - 30 * DAY, NOW - 1)))
                    .isTrue();
            operator.watermark(NOW + DAY);
            assertThat(operator.passes(event("u", "after", NOW - 30 * DAY, NOW - 1)))
                    .isFalse();
            assertThat(operator.deadLetters()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void raisedHorizonFindsDuplicatesOfRememberedIdentities(Backend backend) throws Exception {
        try (var operator = start(backend)) {
            operator.passes(event("u", "e", NOW));
            operator.watermarks(NOW + HOUR);
            operator.restart(2, changed(SETTINGS, Duration.ofDays(30), HORIZON.multipliedBy(2), NOW + HOUR));

            assertThat(operator.passes(event("u", "e", NOW + 48 * HOUR))).isFalse();
            assertThat(operator.passes(event("u", "e", NOW + 48 * HOUR + 1))).isTrue();
        }
    }

    /** A replay must not drop a counted event as a duplicate. */
    @ParameterizedTest
    @EnumSource
    void raisedHorizonDoesNotApplyToEarlierEvents(Backend backend) throws Exception {
        try (var operator = start(backend)) {
            operator.passes(event("u", "e", NOW));
            operator.restart(2, changed(SETTINGS, Duration.ofDays(30), HORIZON.multipliedBy(2), NOW + 30 * HOUR));

            assertThat(operator.passes(event("u", "e", NOW + 25 * HOUR))).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void loweredHorizonIsExactAtOnce(Backend backend) throws Exception {
        try (var operator = start(backend)) {
            operator.passes(event("u", "e", NOW));
            operator.passes(event("u", "f", NOW));
            operator.restart(2, changed(SETTINGS, Duration.ofDays(30), Duration.ofHours(2)));

            assertThat(operator.passes(event("u", "e", NOW + 2 * HOUR))).isFalse();
            assertThat(operator.passes(event("u", "f", NOW + 2 * HOUR + 1))).isTrue();
        }
    }

    private static CountingSettings changed(CountingSettings before, Duration lateness, Duration horizon) {
        return changed(before, lateness, horizon, NOW);
    }

    private static CountingSettings changed(CountingSettings before, Duration lateness, Duration horizon, long at) {
        return before.changedTo(lateness, horizon, OptionalLong.of(at), at);
    }

    private static ReceivedEvent event(String userId, String eventId, long timestamp, long receivedAt) {
        return identified(userId, eventId, timestamp, receivedAt);
    }

    private static ParallelDeduplication start(Backend backend) throws Exception {
        return new ParallelDeduplication(backend, SETTINGS);
    }

    private static ReceivedEvent event(String userId, String eventId, long receivedAt) {
        return identified(userId, eventId, NOW, receivedAt);
    }
}
