// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class QueryShapeTest {
    private static final Pattern DAY = Pattern.compile("(?:from|to)=(\\d{4}-\\d{2}-\\d{2})");
    private static final int DAYS = 200;

    @Test
    void queriesOnlyDaysWithData() {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        SplittableRandom random = new SplittableRandom(1);
        for (QueryShape shape : QueryShape.DOCUMENTED) {
            for (int i = 0; i < 1_000; i++) {
                String question = shape.some(random, 100, DAYS);
                assertThat(URI.create(question).getRawQuery()).doesNotContain("@");
                Matcher days = DAY.matcher(question);
                while (days.find()) {
                    assertThat(LocalDate.parse(days.group(1))).isBetween(today.minusDays(DAYS), today);
                }
            }
        }
    }

    @Test
    void shapesCoverEveryMetric() {
        assertThat(QueryShape.DOCUMENTED.stream()
                        .map(shape -> shape.query().replaceFirst("metric=(\\w+)&.*", "$1"))
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("views", "active_users", "views_30d", "events");
    }
}
