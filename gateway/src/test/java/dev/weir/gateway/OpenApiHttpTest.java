// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.ErrorCode;
import dev.weir.event.Event;
import dev.weir.event.EventRules;
import dev.weir.gateway.TestGateway.Answer;
import dev.weir.gateway.contract.OpenApiDocument;
import dev.weir.gateway.contract.OpenApiDocument.Example;
import dev.weir.gateway.contract.OpenApiDocument.Operation;
import dev.weir.gateway.operators.deadletters.Action;
import dev.weir.gateway.operators.deadletters.Status;
import dev.weir.http.ApiError;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests the OpenAPI document against the gateway that serves it. Other tests cover requests that need a real
 * ClickHouse.
 */
class OpenApiHttpTest {
    private static final TestGateway gateway = new TestGateway();
    private static final String TEXT = gateway.get("/openapi.json").raw().body();
    private static final OpenApiDocument document = OpenApiDocument.parse(TEXT);

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void isValidOpenApi() {
        SwaggerParseResult result = new OpenAPIV3Parser().readContents(TEXT);

        assertThat(result.getMessages()).isEmpty();
        assertThat(result.getOpenAPI().getOpenapi()).isEqualTo("3.1.0");
        assertThat(result.getOpenAPI().getPaths()).hasSizeGreaterThan(10);
    }

    @Test
    void hasExactlyThePathsAndMethodsOfBothPorts() {
        Map<String, Set<String>> served = methodsByPath(gateway.uri("/"));
        methodsByPath(gateway.managementUri("/"))
                .forEach((path, methods) ->
                        served.computeIfAbsent(path, none -> new TreeSet<>()).addAll(methods));

        Map<String, Set<String>> described = new TreeMap<>();
        for (Operation operation : document.operations()) {
            described
                    .computeIfAbsent(operation.path(), none -> new TreeSet<>())
                    .addAll(operation.method().equals("GET") ? Set.of("GET", "HEAD") : Set.of(operation.method()));
        }
        assertThat(described).isEqualTo(served);
    }

    @Test
    void marksPathsOfTheManagementPort() {
        Set<String> main = methodsByPath(gateway.uri("/")).keySet();

        assertThat(document.operations()).allSatisfy(operation -> assertThat(operation.management())
                .as(operation.toString())
                .isEqualTo(!main.contains(operation.path())));
    }

    @Test
    void hasEveryCodeAndAnExampleOfEach() {
        assertThat(document.valuesOf("EventError/properties/code"))
                .isEqualTo(names(ErrorCode.values(), ErrorCode::code));
        assertThat(document.valuesOf("Error/properties/error/properties/code"))
                .isEqualTo(names(ApiError.values(), ApiError::code));
        for (ApiError error : ApiError.values()) {
            assertThat(document.exampleCodes(error.status()))
                    .as(error.toString())
                    .contains(error.code());
        }
    }

    @Test
    void statesTheRulesOfEvents() {
        Set<String> fields = new TreeSet<>();
        document.schema("Event/properties").fieldNames().forEachRemaining(fields::add);
        assertThat(fields)
                .isEqualTo(Arrays.stream(Event.class.getRecordComponents())
                        .map(component ->
                                component.getName().replaceAll("[A-Z]", "_$0").toLowerCase(Locale.ROOT))
                        .filter(name -> !name.equals("event_id_assigned"))
                        .collect(Collectors.toCollection(TreeSet::new)));

        assertThat(maxLength("Event/properties/event_id")).isEqualTo(EventRules.MAX_EVENT_ID_LENGTH);
        assertThat(maxLength("EventType")).isEqualTo(EventRules.MAX_TYPE_LENGTH);
        assertThat(maxLength("UserId")).isEqualTo(EventRules.MAX_USER_ID_LENGTH);
        assertThat(maxLength("VideoId")).isEqualTo(EventRules.MAX_VIDEO_ID_LENGTH);
        assertThat(maxLength("SessionId")).isEqualTo(EventRules.MAX_SESSION_ID_LENGTH);
        assertThat(maxLength("CloudEvent/properties/id")).isEqualTo(EventRules.MAX_EVENT_ID_LENGTH);
        for (String attribute : List.of("source", "subject", "dataschema")) {
            assertThat(maxLength("CloudEvent/properties/" + attribute)).isEqualTo(EventRules.MAX_ATTRIBUTE_LENGTH);
        }
        assertThat(description("Event")).contains(" " + (EventRules.MAX_EVENT_BYTES >> 10) + " KiB");
        assertThat(description("Properties"))
                .contains(" " + (EventRules.MAX_PROPERTIES_BYTES >> 10) + " KiB")
                .contains(" " + EventRules.MAX_PROPERTIES_DEPTH + " levels");
    }

    @ParameterizedTest
    @ValueSource(strings = {"t", "video_view", "a.b_c.0", "T", "0a", "_a", ".a", "a-b", "a b", "é", ""})
    void statesTheRuleOfTypes(String type) {
        Pattern pattern =
                Pattern.compile(document.schema("EventType").get("pattern").asText());

        assertThat(pattern.matcher(type).find()).isEqualTo(new EventRules(Duration.ofDays(1)).type(type) == null);
    }

    @Test
    void namesTheMetricsParametersAndTypesOfTheGateway() {
        Set<String> metrics = new TreeSet<>();
        gateway.get("/metrics")
                .body()
                .get("metrics")
                .forEach(metric -> metrics.add(metric.get("metric").asText()));
        assertThat(document.valuesOf("MetricName")).isEqualTo(metrics);
        assertThat(document.valuesOf("Action")).isEqualTo(names(Action.Kind.values(), Action.Kind::wireName));
        assertThat(document.valuesOf("DeadLetter/properties/status"))
                .isEqualTo(names(Status.values(), Status::wireName));
        assertThat(document.valuesOf("DeadLetter/properties/actions/items/properties/outcome"))
                .isEqualTo(names(Action.Outcome.values(), Action.Outcome::wireName));
    }

    /** Compares docs/api.md with the codes, too: the error codes of requests by their status, and those of events. */
    @Test
    void documentsHaveTheSameCodes() throws IOException {
        String text = Files.readString(Path.of("..", "docs", "api.md"));
        String ofRequests = section(text, "## Errors of a request as a whole");
        String ofEvents = section(text, "### The response");

        Map<Integer, Set<String>> documented = new TreeMap<>();
        Pattern.compile("(?m)^\\| (\\d{3}) \\| (.*) \\|$")
                .matcher(ofRequests)
                .results()
                .forEach(row -> documented.put(Integer.valueOf(row.group(1)), codesIn(row.group(2))));
        Map<Integer, Set<String>> codes = new TreeMap<>();
        for (ApiError error : ApiError.values()) {
            codes.computeIfAbsent(error.status(), none -> new TreeSet<>()).add(error.code());
        }
        assertThat(documented).isEqualTo(codes);

        Set<String> documentedOfEvents = Pattern.compile("(?m)^\\| `([a-z_]+)` \\|")
                .matcher(ofEvents)
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(documentedOfEvents).isEqualTo(names(ErrorCode.values(), ErrorCode::code));
    }

    @Test
    void examplesMatchTheirSchemas() {
        assertThat(document.objectionsToOwnExamples()).isEmpty();
    }

    @Test
    void schemasRefuseOtherResponses() {
        Operation post = document.operations().get(0);

        assertThat(document.objections(post, 200, "application/json", "{\"accepted\":1}"))
                .isNotEmpty();
        assertThat(document.objections(post, 200, "application/json", "{\"accepted\":1,\"rejected\":0,\"x\":1}"))
                .isNotEmpty();
        assertThat(document.objections(post, 200, "text/plain", "ok")).isNotEmpty();
        assertThat(document.objections(post, 418, "application/json", "{}")).isNotEmpty();
    }

    static Stream<Example> examples() {
        return document.examples().stream().filter(OpenApiHttpTest::needsNoDatabase);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void gatewayAnswersExamplesAsDocumented(Example example) {
        Answer answer = send(example);

        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(example.status());
        assertThat(document.objections(
                        example.operation(),
                        answer.status(),
                        answer.header("Content-Type"),
                        answer.raw().body()))
                .isEmpty();
    }

    /**
     * Requests that only read fail here, because ClickHouse is not running. The document describes that failure, too.
     */
    static Stream<Example> examplesWithoutDatabase() {
        return document.examples().stream().filter(example -> !needsNoDatabase(example));
    }

    /** The examples wait for Kafka at the same time. */
    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @MethodSource("examplesWithoutDatabase")
    void gatewayFailsAsDocumentedWithoutClickHouse(Example example) {
        Answer answer = send(example);

        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(503);
        assertThat(document.objections(
                        example.operation(),
                        503,
                        answer.header("Content-Type"),
                        answer.raw().body()))
                .isEmpty();
    }

    private static <T> Set<String> names(T[] values, Function<T, String> name) {
        return Arrays.stream(values).map(name).collect(Collectors.toCollection(TreeSet::new));
    }

    private static int maxLength(String schema) {
        return document.schema(schema).get("maxLength").asInt();
    }

    private static String description(String schema) {
        return document.schema(schema).get("description").asText();
    }

    private static String section(String text, String heading) {
        return text.split("\n" + heading + "\n", 2)[1].split("\n##", 2)[0];
    }

    /** The words in backticks that look like error codes. */
    private static Set<String> codesIn(String cell) {
        return Pattern.compile("`([a-z]+(?:_[a-z]+)*)`")
                .matcher(cell)
                .results()
                .map(code -> code.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean needsNoDatabase(Example example) {
        String path = example.operation().path();
        boolean refused = example.status() == 400;
        boolean reads = path.equals("/ready")
                || path.equals("/reconcile")
                || path.startsWith("/dead-letters")
                || path.equals("/events/{event_id}")
                || path.equals("/analytics")
                || example.target().matches("(/api/v1)?/metrics[?/].*");
        return refused || !reads;
    }

    private static Answer send(Example example) {
        URI uri = example.operation().management()
                ? gateway.managementUri(example.target())
                : gateway.uri(example.target());
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .method(
                        example.operation().method(),
                        BodyPublishers.ofByteArray(example.body().getBytes(UTF_8)));
        if (example.contentType() != null) {
            request.header("Content-Type", example.contentType());
        }
        return gateway.send(request.build());
    }

    /**
     * Asks the gateway itself: the 404 for an unknown path lists all paths, and the 405 for each path has
     * {@code Allow}.
     */
    private static Map<String, Set<String>> methodsByPath(URI port) {
        String message = gateway.send(
                        HttpRequest.newBuilder(port.resolve("/nothing")).build())
                .body()
                .at("/error/message")
                .asText();
        Map<String, Set<String>> methods = new TreeMap<>();
        for (String path :
                message.substring(message.indexOf('/'), message.length() - 1).split(", ", -1)) {
            Answer refused = gateway.send(HttpRequest.newBuilder(port.resolve(path.replaceAll("\\{.*}", "x")))
                    .method("PURGE", BodyPublishers.noBody())
                    .build());
            assertThat(refused.status()).isEqualTo(405);
            methods.put(path, new TreeSet<>(Set.of(refused.header("Allow").split(", ", -1))));
        }
        return methods;
    }
}
