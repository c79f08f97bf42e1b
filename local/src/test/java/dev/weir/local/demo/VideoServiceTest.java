// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VideoServiceTest {
    private static final Instant BEGIN = Instant.parse("2026-11-21T12:00:00Z");
    private static final Instant EARLIEST = BEGIN.minus(Duration.ofDays(2));
    private static final Duration HOUR = Duration.ofHours(1);

    private final VideoService service = new VideoService(7);
    private final Burst burst = service.burst(BEGIN, HOUR, 10, EARLIEST);

    @Test
    void sendsTheSameEventsAgainWithTheSameSeed() {
        assertThat(new VideoService(7).burst(BEGIN, HOUR, 10, EARLIEST)).isEqualTo(burst);
        assertThat(new VideoService(8).burst(BEGIN, HOUR, 10, EARLIEST)).isNotEqualTo(burst);
        Burst next = service.burst(BEGIN.plusSeconds(1), HOUR, 10, EARLIEST);
        assertThat(Collections.disjoint(new HashSet<>(next.events()), new HashSet<>(burst.events())))
                .isTrue();
    }

    @Test
    void sendsSomeEventsTwice() {
        Set<String> ids = burst.events().stream()
                .map(event -> event.get("event_id").asText())
                .collect(Collectors.toSet());

        assertThat(ids).hasSize(burst.distinct());
        assertThat(new HashSet<>(burst.events())).hasSize(burst.distinct());
        assertThat(burst.events().size() - burst.distinct()).isBetween(burst.distinct() / 100, burst.distinct() / 30);
    }

    @Test
    void rateFollowsTheTimeOfDay() {
        double evening = service.burst(Instant.parse("2026-11-21T20:00:00Z"), HOUR, 10, EARLIEST)
                .distinct();

        assertThat((double) burst.distinct())
                .isBetween(10.0 * 3600 * Rhythm.at(BEGIN) - 1, 10.0 * 3600 * Rhythm.at(BEGIN) + 1);
        assertThat(evening).isGreaterThan(burst.distinct());
        // What is less than an event on average is one at times.
        assertThat(IntStream.range(0, 1_000)
                        .map(i -> service.burst(BEGIN.plusMillis(i), Duration.ofMillis(1), 300, EARLIEST)
                                .distinct())
                        .sum())
                .isBetween((int) (200 * Rhythm.at(BEGIN)), (int) (400 * Rhythm.at(BEGIN)));
    }

    @Test
    void somePhonesWereOfflineForDays() {
        List<Long> ages = burst.events().stream()
                .map(event -> BEGIN.toEpochMilli() - event.get("timestamp").asLong())
                .toList();

        assertThat(ages)
                .allMatch(age ->
                        age > -HOUR.toMillis() && age <= Duration.ofDays(2).toMillis());
        assertThat(ages.stream().filter(age -> age > 0).count()).isBetween(ages.size() / 70L, ages.size() / 25L);
        assertThat(ages).anyMatch(age -> age > Duration.ofDays(1).toMillis());
    }

    @Test
    void eventsHaveTheFieldsThatMetricsNeed() {
        Map<String, List<ObjectNode>> byType = burst.events().stream()
                .collect(Collectors.groupingBy(event -> event.get("type").asText()));

        assertThat(byType.keySet())
                .containsExactlyInAnyOrder("video_view", "video_like", "page_view", "search", "signup", "purchase");
        assertThat(byType.get("purchase"))
                .allMatch(event -> event.get("value").asDouble() > 4)
                .extracting(event -> event.at("/properties/plan").asText())
                .contains("basic", "yearly")
                .doesNotContain("free");
        assertThat(byType.get("video_view")).allMatch(event -> event.hasNonNull("video_id"));
        assertThat(byType.get("page_view"))
                .allMatch(event -> event.at("/properties/load_ms").asLong() > 10);
    }

    @Test
    void weekHasMoreUsersThanADay() {
        Set<String> week = new HashSet<>();
        long daily = 0;
        for (int day = 0; day < 7; day++) {
            Set<String> users = service.burst(BEGIN.plus(Duration.ofDays(day)), HOUR, 3, BEGIN).events().stream()
                    .map(event -> event.get("user_id").asText())
                    .collect(Collectors.toSet());
            daily += users.size();
            week.addAll(users);
        }
        assertThat((double) week.size()).isBetween(1.5 * daily / 7, 0.95 * daily);
    }
}
