// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VideosTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void oneVideoGoesViralTwiceAMonth() {
        List<Double> shares = Stream.iterate(NOW, time -> time.minus(Duration.ofHours(1)))
                .limit(29 * 24)
                .map(Videos::viralShare)
                .toList();

        assertThat(shares)
                .allMatch(share -> share <= 0.5)
                .anyMatch(share -> share > 0.4)
                .anyMatch(share -> share < 0.01);
        assertThat(Videos.viralAt(NOW)).isNotEqualTo(Videos.viralAt(NOW.minus(Duration.ofDays(14))));
    }

    @Test
    void fewVideosHaveMostViews() {
        SplittableRandom random = new SplittableRandom(1);
        Map<String, Long> views = Stream.generate(() -> Videos.pick(NOW, random))
                .limit(10_000)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

        assertThat(views).hasSizeBetween(90, 101);
        long topTen = views.values().stream()
                .sorted((one, other) -> Long.compare(other, one))
                .limit(10)
                .mapToLong(Long::longValue)
                .sum();
        assertThat(topTen).isGreaterThan(4_000);
    }
}
