// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueAnswerTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    private static String written(long days, long measuredDays, Instant begin) throws IOException {
        MetricsAnswer measured = MetricsAnswer.of(
                List.of(),
                List.of(List.of(
                        SampleDefinitions.REVENUE.id(),
                        begin.toEpochMilli(),
                        days,
                        measuredDays,
                        begin.toEpochMilli(),
                        0L,
                        0L)),
                10,
                NOW);
        StringWriter out = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            new CatalogueAnswer(new MetricCatalogue(List.of(SampleDefinitions.REVENUE)), measured, NOW).writeTo(json);
        }
        return out.toString();
    }

    /** The job began ten seconds ago. */
    @ParameterizedTest
    @CsvSource({"4, 1, 2026-11-20T12:00:30.000Z", "4, 2, 2026-11-20T12:00:10.000Z", "31, 30, 2026-11-20T12:00:00.333Z"})
    void estimatesTheEndOfABackfill(long days, long measuredDays, String wholeBy) throws Exception {
        assertThat(written(days, measuredDays, NOW.minusSeconds(10)))
                .contains("\"past_days_measured\":" + measuredDays + ",\"whole_by\":\"" + wholeBy + "\"");
    }

    @ParameterizedTest
    @CsvSource({"4, 0", "4, 4", "0, 0"})
    void estimatesNothingBeforeTheFirstDayAndAfterTheLast(long days, long measuredDays) throws Exception {
        assertThat(written(days, measuredDays, NOW.minusSeconds(10))).contains("\"whole_by\":null");
    }

    @Test
    void toleratesAClockThatIsAhead() throws Exception {
        assertThat(written(4, 1, NOW.plusSeconds(5))).contains("\"whole_by\":\"2026-11-20T12:00:00.000Z\"");
    }
}
