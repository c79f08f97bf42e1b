// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.examination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resilience.examination.Seen.Identity;
import dev.weir.testbed.Numbers;
import dev.weir.testbed.Oracle;
import dev.weir.testbed.Sent;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Tests every kind of violation separately, as a change to the output of a correct Weir. */
class CheckerTest {
    private static final LocalDate TODAY = LocalDate.parse("2026-11-20");
    private static final Sent FIRST = sent("e1", "ada", "intro", "2026-11-18T10:00:00Z");
    private static final Sent SECOND = sent("e2", "ada", "intro", "2026-11-19T10:00:30Z");
    private static final Sent THIRD = sent("e3", "grace", "outro", "2026-11-19T10:00:40Z");
    private static final Sent GIVEN_UP = sent("e4", "alan", "intro", "2026-11-19T11:00:00Z");

    private final Checker checker =
            new Checker(new SentTraffic(Set.of(FIRST, SECOND, THIRD), Set.of(GIVEN_UP), List.of()), TODAY);

    @Test
    void passesIfAllNumbersAreExact() {
        assertThat(checker.violations(shown(FIRST, SECOND, THIRD))).isEmpty();
    }

    @Test
    void acceptsAnAbandonedEventThatIsCountedEverywhere() {
        assertThat(checker.violations(shown(FIRST, SECOND, THIRD, GIVEN_UP))).isEmpty();
    }

    @Test
    void reportsAMissingAcknowledgedEvent() {
        assertThat(checker.violations(shown(FIRST, SECOND)))
                .contains("1 acknowledged events are missing in weir.events, such as e3")
                .contains("1 rows of the metric views are wrong, such as 2026-11-19|outro is absent instead of 1")
                .hasSize(5);
    }

    @Test
    void reportsAnEventCountedTwice() {
        Seen seen = shown(FIRST, SECOND, THIRD);
        Map<Identity, Integer> rawEvents = new HashMap<>(seen.rawEvents());
        rawEvents.put(new Identity("ada", "e1"), 2);

        assertThat(checker.violations(new Seen(seen.numbers(), rawEvents, Map.of())))
                .containsExactly("1 events occur more than once in weir.events, such as e1 2 times");
    }

    @Test
    void reportsAnEventThatWasNeverSent() {
        assertThat(checker.violations(shown(FIRST, SECOND, THIRD, sent("e9", "eve", "intro", "2026-11-19T11:00:00Z"))))
                .contains("1 events in weir.events were never sent, such as e9");
    }

    @Test
    void reportsAnAbandonedEventCountedTwice() {
        Seen seen = shown(FIRST, SECOND, THIRD, GIVEN_UP);
        Map<Identity, Integer> rawEvents = new HashMap<>(seen.rawEvents());
        rawEvents.put(new Identity("alan", "e4"), 2);

        assertThat(checker.violations(new Seen(seen.numbers(), rawEvents, Map.of())))
                .containsExactly("1 events occur more than once in weir.events, such as e4 2 times");
    }

    @Test
    void reportsTablesThatDisagreeAboutAnAbandonedEvent() {
        Seen with = shown(FIRST, SECOND, THIRD, GIVEN_UP);
        Seen without = shown(FIRST, SECOND, THIRD);

        assertThat(checker.violations(new Seen(with.numbers(), without.rawEvents(), Map.of())))
                .contains("1 rows of the metric views are wrong, such as 2026-11-19|intro is 2 instead of 1")
                .hasSize(4);
    }

    @Test
    void reportsAWrongNumberInEachMetric() {
        Seen seen = shown(FIRST, SECOND, THIRD);
        for (String metric : seen.numbers().byMetric().keySet()) {
            assertThat(checker.violations(new Seen(withOneWrong(seen.numbers(), metric), seen.rawEvents(), Map.of())))
                    .as(metric)
                    .hasSize(1)
                    .allSatisfy(violation -> assertThat(violation)
                            .startsWith("1 rows of the metric " + metric + " are wrong")
                            .contains("is 77 instead of"));
        }
    }

    @Test
    void countsThePreloadByItsUsers() {
        Preload preload = new Preload(3 * Preload.BATCH, Instant.parse("2026-10-27T10:00:00Z"));
        Checker withPreload =
                new Checker(new SentTraffic(Set.of(FIRST, SECOND, THIRD), Set.of(), List.of()), preload, TODAY);
        Map<Identity, Integer> rawEvents = shown(FIRST, SECOND, THIRD).rawEvents();
        Numbers numbers = new Oracle(Set.of(FIRST, SECOND, THIRD), preload.times(), TODAY).numbers();
        assertThat(numbers.views()).containsEntry("2026-10-27|preloaded", "3000");

        Map<String, Long> byUser = new HashMap<>(preload.eventsByUser());
        assertThat(withPreload.violations(new Seen(numbers, rawEvents, byUser))).isEmpty();
        byUser.merge("preloaded-7", 1L, Long::sum);
        assertThat(withPreload.violations(new Seen(numbers, rawEvents, byUser)))
                .containsExactly("the preloaded events are not in weir.events once each");
        assertThat(withPreload.violations(shown(FIRST, SECOND, THIRD)))
                .anySatisfy(violation -> assertThat(violation).contains("preloaded is absent instead of 3000"));
    }

    private static Seen shown(Sent... counted) {
        Collection<Sent> events = new ArrayList<>(List.of(counted));
        Map<Identity, Integer> rawEvents = new HashMap<>();
        events.forEach(event -> rawEvents.put(new Identity(event.userId(), event.eventId()), 1));
        return new Seen(new Oracle(events, TODAY).numbers(), rawEvents, Map.of());
    }

    private static Numbers withOneWrong(Numbers numbers, String metric) {
        Map<String, Map<String, String>> all = numbers.byMetric();
        all.computeIfPresent(metric, (name, rows) -> {
            Map<String, String> wrong = new TreeMap<>(rows);
            wrong.replace(rows.keySet().iterator().next(), "77");
            return wrong;
        });
        List<Map<String, String>> inOrder = List.copyOf(all.values());
        return new Numbers(inOrder.get(0), inOrder.get(1), inOrder.get(2), inOrder.get(3));
    }

    private static Sent sent(String eventId, String userId, String videoId, String timestamp) {
        return new Sent(eventId, userId, videoId, Instant.parse(timestamp));
    }
}
