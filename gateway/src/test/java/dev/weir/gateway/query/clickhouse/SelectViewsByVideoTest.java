// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.query.DateRange;
import dev.weir.gateway.query.MetricsQuery.Grouping;
import dev.weir.gateway.query.MetricsQuery.Views;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SelectViewsByVideoTest {
    private static final ViewFreshness REACHED = new ViewFreshness(
            Map.of("video_views_30d", Instant.parse("2026-11-21T00:10:00Z"), "video_views_daily", Instant.EPOCH));

    @Test
    void readsOneWindowForThirtyDays() {
        Select select = select("2026-10-23", "2026-11-21", REACHED);
        assertThat(select.sources()).containsExactly("video_views_30d");
        assertThat(select.parameters()).containsExactly("2026-11-21", "a", 11L);
        assertThat(select.sql()).doesNotContain("GROUP BY");
    }

    @Test
    void readsWholeWindowsAndTheDaysBeforeThem() {
        Select select = select("2026-09-20", "2026-11-21", REACHED);
        assertThat(select.sources()).containsExactly("video_views_30d", "video_views_daily");
        assertThat(select.parameters())
                .containsExactly("2026-11-21", "2026-10-22", "a", "2026-09-20", "2026-09-22", "a", 11L);
        assertThat(select.sql()).contains("GROUP BY video_id");
    }

    @Test
    void readsDaysIfNoWindowFits() {
        assertThat(select("2026-10-24", "2026-11-21", REACHED).sources()).containsExactly("video_views_daily");
    }

    @Test
    void readsOneDayWithoutSumming() {
        assertThat(select("2026-11-21", "2026-11-21", REACHED).sql()).doesNotContain("GROUP BY");
    }

    @Test
    void readsDaysIfTheWindowMayBeMissing() {
        ViewFreshness beforeMidnight =
                new ViewFreshness(Map.of("video_views_30d", Instant.parse("2026-11-20T23:59:59.999Z")));
        assertThat(select("2026-10-23", "2026-11-21", beforeMidnight).sources()).containsExactly("video_views_daily");
        assertThat(select("2026-10-23", "2026-11-21", new ViewFreshness(Map.of()))
                        .sources())
                .containsExactly("video_views_daily");
    }

    @Test
    void readsDaysAndWindowsShortlyAfterMidnight() {
        for (String reached : List.of("2026-11-21T00:00:00Z", "2026-11-21T00:09:59.999Z")) {
            Select select = select(
                    "2026-10-22", "2026-11-21", new ViewFreshness(Map.of("video_views_30d", Instant.parse(reached))));
            assertThat(select.sources()).containsExactly("video_views_daily", "video_views_30d");
            assertThat(select.parameters())
                    .containsExactly(
                            "2026-10-22", "2026-11-21", "a", "2026-11-21", "a", "2026-10-22", "2026-10-22", "a", 11L);
            assertThat(select.sql()).contains("max(total)");
        }
    }

    private static Select select(String from, String to, ViewFreshness freshness) {
        return SelectViewsByVideo.of(views(from, to), freshness);
    }

    private static Views views(String from, String to) {
        return new Views(new DateRange(LocalDate.parse(from), LocalDate.parse(to)), List.of("a"), Grouping.VIDEO, 10);
    }
}
