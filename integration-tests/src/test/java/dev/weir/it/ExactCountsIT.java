// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testbed.Sent;
import dev.weir.testbed.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Compares every number with an oracle, for any events, in any order and any number of repetitions. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ExactCountsIT {
    @RegisterExtension
    static final RunningWeir weir = new RunningWeir(Map.of("WEIR_ALLOWED_LATENESS", "6000d"));

    private static final Instant YEARS_AGO = Instant.parse("2015-05-17T10:00:00Z");
    private static final List<Sent> accepted = new ArrayList<>();

    private final Traffic traffic = new Traffic("log", 1);

    @Test
    @Order(1)
    void countsFourDaysOfTraffic() throws Exception {
        accepted.addAll(traffic.events(10_000, 1_700, 2_000, YEARS_AGO, Duration.ofHours(83)));

        weir.client().postAll(accepted);

        weir.assertExact(accepted);
    }

    @Test
    @Order(2)
    void countsNothingTwiceWhenEverythingIsSentAgain() throws Exception {
        weir.client().postAll(accepted);

        weir.assertExact(accepted);
    }

    @Test
    @Order(3)
    void countsNoDuplicateInAnyOrder() throws Exception {
        weir.client().postAll(traffic.shuffledWithDuplicates(accepted));

        weir.assertExact(accepted);
    }

    @Test
    @Order(4)
    void countsTheDaysUpToToday() throws Exception {
        Duration span = Duration.ofDays(75);
        List<Sent> recent =
                new Traffic("recent", 2).events(8_000, 900, 60, Instant.now().minus(span), span);

        weir.client().postAll(recent);

        accepted.addAll(recent);
        weir.assertExact(recent, accepted.size());
    }

    @Test
    @Order(5)
    void countsEventsOfSevenMonthsInRandomOrder() throws Exception {
        List<Sent> late = new Traffic("late", 3)
                .events(12_000, 700, 40, Instant.parse("2019-01-01T00:00:00Z"), Duration.ofDays(215));
        assertThat(late.stream().map(Sent::day).distinct()).hasSize(215);

        weir.client().postAll(late);

        accepted.addAll(late);
        weir.assertExact(late, accepted.size());
    }
}
