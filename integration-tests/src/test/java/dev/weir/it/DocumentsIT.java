// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.event.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs every curl command and every query of the documents as written. Only the ports are replaced. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DocumentsIT {
    @RegisterExtension
    static final RunningWeir weir = new RunningWeir();

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** A command, and the JSON that the document shows after it. */
    private static final Pattern COMMAND = Pattern.compile("(?s)```sh\\n(.*?)```(?:\\n\\n[^`]*?```json\\n(.*?)```)?");

    private static final Pattern QUERY = Pattern.compile("(?s)```sql\\n(.*?)```");

    /** Fields whose values depend neither on the time nor on earlier requests. */
    private static final Set<String> CONSTANT = Set.of(
            "accepted", "rejected", "index", "event_id", "code", "field", "message", "metric", "exact", "balanced");

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The folder for files that the commands write. */
    private static final Path FOLDER = Path.of("target", "documents");

    private record Command(String text, Optional<String> shown) {}

    @Test
    @Order(1)
    void commandsOfTheReadmePrintTheDocumentedResults() throws Exception {
        List<Command> commands = commands("README.md");
        Command post = commands.get(0);
        Command get = commands.get(1);

        assertThat(run(post.text())).isEqualTo(post.shown().orElseThrow().strip());

        String rows = String.format(
                Locale.ROOT, "[{\"day\":\"%s\",\"video_id\":\"intro\",\"views\":2}]", LocalDate.now(ZoneOffset.UTC));
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            JsonNode answer = JSON.readTree(run(get.text()));
            assertThat(answer.get("rows")).isEqualTo(JSON.readTree(rows));
            // Rows can appear before the job first reports how fresh they are.
            assertLooksLike(JSON.readTree(get.shown().orElseThrow()), answer);
        });
    }

    @Test
    @Order(2)
    void everyCommandPrintsTheDocumentedResult() throws Exception {
        for (String document : List.of("README.md", "docs/api.md", "docs/sql.md", "docs/other-ways-in.md")) {
            everyCommandPrintsTheDocumentedResult(document);
        }
    }

    @Test
    @Order(3)
    void everyCommandOfOperatorsPrintsTheDocumentedResult() throws Exception {
        Instant now = Instant.now();
        Event event =
                Event.of("e-19", Event.VIDEO_VIEW, now.toEpochMilli(), "ada").withVideoId("intro");
        // Received a day before it happened: the job refuses it, and it becomes a dead letter.
        new Operator(weir.stack()).write(event, now.minus(Duration.ofDays(1)));
        weir.awaitFresh();

        everyCommandPrintsTheDocumentedResult("docs/operators.md");
    }

    private static void everyCommandPrintsTheDocumentedResult(String document) throws Exception {
        for (Command command : commands(document)) {
            String answer = run(command.text());
            if (command.shown().isPresent()) {
                assertLooksLike(JSON.readTree(command.shown().get()), JSON.readTree(answer));
            } else {
                assertThat(answer).as(command.text()).isNotEmpty().doesNotContain("\"error\"", "Exception");
            }
        }
    }

    @Test
    @Order(4)
    void everyQueryIsValid() throws IOException {
        for (String document : List.of("docs/sql.md", "docs/operations.md")) {
            Matcher matcher = QUERY.matcher(Files.readString(ROOT.resolve(document)));
            assertThat(matcher.results()).isNotEmpty().allSatisfy(query -> weir.sql(query.group(1)));
        }
    }

    /** Compares the fields and types at every level, and also the values of {@link #CONSTANT} fields. */
    private static void assertLooksLike(JsonNode shown, JsonNode actual) {
        assertThat(actual.getNodeType()).as(actual.toString()).isEqualTo(shown.getNodeType());
        if (shown.isObject()) {
            List<String> fields = new ArrayList<>();
            shown.fieldNames().forEachRemaining(fields::add);
            assertThat(actual.fieldNames()).toIterable().as(actual.toString()).containsExactlyElementsOf(fields);
            for (String field : fields) {
                if (CONSTANT.contains(field)) {
                    assertThat(actual.get(field)).as(field).isEqualTo(shown.get(field));
                }
                assertLooksLike(shown.get(field), actual.get(field));
            }
        } else if (shown.isArray()) {
            assertThat(actual.isEmpty()).as(actual.toString()).isEqualTo(shown.isEmpty());
            if (!shown.isEmpty()) {
                assertLooksLike(shown.get(0), actual.get(0));
            }
        }
    }

    private static List<Command> commands(String document) throws IOException {
        List<Command> commands = new ArrayList<>();
        Matcher matcher = COMMAND.matcher(Files.readString(ROOT.resolve(document)));
        while (matcher.find()) {
            if (matcher.group(1).contains("curl")) {
                commands.add(new Command(matcher.group(1), Optional.ofNullable(matcher.group(2))));
            }
        }
        assertThat(commands).as(document).isNotEmpty();
        return commands;
    }

    private static String run(String command) throws IOException, InterruptedException {
        String onOurPorts = command.replace(
                        "127.0.0.1:8080", weir.stack().gatewayUrl().getAuthority())
                .replace("127.0.0.1:9464", weir.stack().managementUrl().getAuthority())
                .replace("127.0.0.1:8123", weir.stack().clickHouseUrl().getAuthority());
        return SystemCommand.output(new ProcessBuilder("bash", "-o", "pipefail", "-ec", onOurPorts)
                .directory(Files.createDirectories(FOLDER).toFile()));
    }
}
