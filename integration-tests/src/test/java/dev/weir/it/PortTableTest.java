// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.configuration.Variable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Compares the table of ports in docs/security.md with the variables, the Compose file and the manifests. */
class PortTableTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern NUMBER = Pattern.compile("\\d{4,5}");

    /** The cells of each row, by each port that its first cell names. */
    private final Map<Integer, List<String>> rows = new TreeMap<>();

    PortTableTest() throws IOException {
        String document = Files.readString(ROOT.resolve("docs/security.md"));
        String section = document.substring(document.indexOf("## Ports"), document.indexOf("## Threats"));
        section.lines().filter(line -> line.startsWith("| ")).skip(1).forEach(line -> {
            List<String> cells = List.of(line.substring(1).split("\\|", -1));
            Matcher number = NUMBER.matcher(cells.get(0));
            while (number.find()) {
                rows.put(Integer.parseInt(number.group()), cells);
            }
        });
    }

    @Test
    void listsEveryPortOfRunWithItsVariable() {
        List<Variable> ports = Arrays.stream(Variable.values())
                .filter(variable -> variable.name().endsWith("_PORT"))
                .toList();
        assertThat(ports).hasSize(7).allSatisfy(variable -> assertThat(
                        cell(Integer.parseInt(variable.defaultText()), 2))
                .contains("loopback", "`" + variable.name() + "`"));
    }

    @Test
    void listsThePortsThatComposePublishes() throws IOException {
        List<Integer> published = ComposeFile.read(ROOT.resolve("docker-compose.yml")).publishedPorts().stream()
                .map(port -> Integer.parseInt(port.substring(port.lastIndexOf(':') + 1)))
                .toList();
        assertThat(published).isNotEmpty();
        assertThat(rows.keySet().stream().filter(port -> cell(port, 3).contains("published on loopback")))
                .containsExactlyInAnyOrderElementsOf(published);
    }

    @Test
    void listsTheServicesOfKubernetes() throws Exception {
        Manifests manifests = Overlay.SMALL.render();
        for (String service : List.of("gateway", "jobmanager", "clickhouse", "kafka")) {
            assertThat(Manifests.maps(
                            Manifests.map(manifests.object("Service", service).get("spec"))
                                    .get("ports")))
                    .isNotEmpty()
                    .allSatisfy(port -> assertThat(cell(Integer.parseInt(String.valueOf(port.get("port"))), 4))
                            .contains("Service `" + service + "`"));
        }
    }

    private String cell(int port, int column) {
        assertThat(rows).containsKey(port);
        return rows.getOrDefault(port, List.of()).get(column).strip();
    }
}
