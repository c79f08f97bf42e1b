// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class ReportTest {
    private static final Figures FIGURES = new Figures(
            "drain",
            "events/s",
            List.of("round 1", "median", "least", "most"),
            List.of(
                    new Figures.Row("weir", List.of(123_456.0, 123_456.0, 100_000.0, 130_000.0), ""),
                    new Figures.Row("a <peer>", List.of(12.345, 12.345, 12.0, 13.0), ""),
                    new Figures.Row(
                            "other", List.of(Double.NaN, Double.NaN, Double.NaN, Double.NaN), "round 1: ended")));

    private final Report report = new Report(
            "drain",
            new Machine("A processor", 2, 24L << 30, "Linux 6", Map.of("kafka", "4.2.0")),
            Map.of("events", 1_000),
            List.of(FIGURES),
            "median");

    @Test
    void alignsNumbersAtTheRight() {
        assertThat(report.lines())
                .containsExactly(
                        "",
                        "drain (events/s)  round 1   median    least     most",
                        "weir              123,456  123,456  100,000  130,000",
                        "a <peer>            12.35    12.35    12.00    13.00",
                        "other                   -        -        -        -  round 1: ended",
                        "",
                        "2 processors (A processor), 24 GiB of memory, Linux 6; kafka 4.2.0",
                        "configuration: {events=1000}");
    }

    @Test
    void writesEveryNumberAsJson(@TempDir Path folder) throws Exception {
        report.writeTo(folder);

        JsonNode written = new ObjectMapper().readTree(Files.readString(folder.resolve("drain.json")));
        assertThat(written.at("/machine/processors").asInt()).isEqualTo(2);
        assertThat(written.at("/machine/versions/kafka").asText()).isEqualTo("4.2.0");
        assertThat(written.at("/configuration/events").asInt()).isEqualTo(1_000);
        assertThat(written.at("/figures/0/rows/1/round 1").asDouble()).isEqualTo(12.345);
        assertThat(written.at("/figures/0/rows/2").has("round 1")).isFalse();
        assertThat(written.at("/figures/0/rows/2/note").asText()).isEqualTo("round 1: ended");
    }

    @Test
    void drawsABarForEachRow(@TempDir Path folder) throws Exception {
        report.writeTo(folder);

        Document chart = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(
                        Files.readString(folder.resolve("drain.svg")).getBytes(StandardCharsets.UTF_8)));
        assertThat(chart.getElementsByTagName("rect").getLength()).isEqualTo(1 + 3);
        assertThat(chart.getElementsByTagName("line").getLength()).isEqualTo(2);
        assertThat(chart.getDocumentElement().getTextContent()).contains("a <peer>", "123,456");
    }
}
