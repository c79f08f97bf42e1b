// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.ErrorCode;
import dev.weir.gateway.TestGateway.Answer;
import dev.weir.gateway.contract.OpenApiDocument;
import dev.weir.gateway.contract.OpenApiDocument.Example;
import dev.weir.gateway.contract.OpenApiDocument.Operation;
import dev.weir.http.ApiError;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
    void isOpenApi() {
        SwaggerParseResult result = new OpenAPIV3Parser().readContents(TEXT);

        assertThat(result.getMessages()).isEmpty();
        assertThat(result.getOpenAPI().getOpenapi()).isEqualTo("3.1.0");
        assertThat(result.getOpenAPI().getPaths()).hasSizeGreaterThan(10);
    }

    @Test
    void hasEveryPathAndMethodOfBothPortsAndNoOther() {
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
    void saysWhichPathsAreOfTheManagementPortOnly() {
        Set<String> main = methodsByPath(gateway.uri("/")).keySet();

        assertThat(document.operations()).allSatisfy(operation -> assertThat(operation.management())
                .as(operation.toString())
                .isEqualTo(!main.contains(operation.path())));
    }

    @Test
    void hasEveryCodeAndAnExampleOfEach() {
        assertThat(document.codes("/components/schemas/EventError/properties/code/enum"))
                .isEqualTo(Arrays.stream(ErrorCode.values())
                        .map(ErrorCode::code)
                        .collect(Collectors.toCollection(TreeSet::new)));
        Set<String> codes = document.codes("/components/schemas/Error/properties/error/properties/code/enum");
        for (ApiError error : ApiError.values()) {
            assertThat(codes).contains(error.code());
            assertThat(document.exampleCodes()).contains(error.code());
        }
    }

    @Test
    void itsOwnExamplesAgreeWithTheirSchemas() {
        assertThat(document.objectionsToOwnExamples()).isEmpty();
    }

    @Test
    void otherAnswersWouldBeNoticed() {
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
    void answersAnExampleAsItSays(Example example) {
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

    @ParameterizedTest
    @MethodSource("examplesWithoutDatabase")
    void failsAsItSaysWithoutClickHouse(Example example) {
        Answer answer = send(example);

        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(503);
        assertThat(document.objections(
                        example.operation(),
                        503,
                        answer.header("Content-Type"),
                        answer.raw().body()))
                .isEmpty();
    }

    private static boolean needsNoDatabase(Example example) {
        String path = example.operation().path();
        boolean refused = example.status() == 400;
        boolean reads = path.equals("/ready")
                || path.equals("/reconcile")
                || path.startsWith("/dead-letters")
                || path.equals("/events/{event_id}")
                || example.target().startsWith("/metrics?");
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
