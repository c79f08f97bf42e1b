// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The gateway's {@code /openapi.json}, with checks of responses and examples against its schemas. */
public final class OpenApiDocument {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch", "head", "options");
    private static final String JSON_TYPE = "application/json";

    private final JsonNode root;

    private OpenApiDocument(JsonNode root) {
        this.root = root;
    }

    public static OpenApiDocument parse(String json) {
        return new OpenApiDocument(tree(json));
    }

    /** A method of a path; {@code management} is true if only the management port has it. */
    public record Operation(String method, String path, boolean management, JsonNode node) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /**
     * A request that is an example in the document.
     *
     * @param target path and query
     * @param contentType null if there is no body
     * @param status of the response, according to the document
     */
    public record Example(
            Operation operation, String target, @Nullable String contentType, String body, int status) {
        @Override
        public String toString() {
            return operation.method() + " " + target + " " + body + " → " + status;
        }
    }

    public List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : root.get("paths").properties()) {
            for (Map.Entry<String, JsonNode> member : path.getValue().properties()) {
                if (METHODS.contains(member.getKey())) {
                    operations.add(new Operation(
                            member.getKey().toUpperCase(Locale.ROOT),
                            path.getKey(),
                            path.getValue().has("servers"),
                            member.getValue()));
                }
            }
        }
        return operations;
    }

    /** Every request example, with and without a body. */
    public List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        for (Operation operation : operations()) {
            for (JsonNode request : operation.node().path("x-requests")) {
                examples.add(new Example(
                        operation,
                        request.get("request").asText(),
                        null,
                        "",
                        request.get("answer").asInt()));
            }
            for (Map.Entry<String, JsonNode> type :
                    operation.node().at("/requestBody/content").properties()) {
                for (JsonNode example : type.getValue().path("examples")) {
                    JsonNode value = example.get("value");
                    examples.add(new Example(
                            operation,
                            operation.path(),
                            type.getKey(),
                            value.isTextual() ? value.asText() : value.toString(),
                            example.get("x-answer").asInt()));
                }
            }
        }
        return examples;
    }

    /** The reasons why the document does not allow a response; empty if it does. */
    public List<String> objections(Operation operation, int status, String contentType, String body) {
        JsonNode response = resolved(operation.node().at("/responses/" + status));
        if (response.isMissingNode()) {
            return List.of(operation + " does not answer with " + status);
        }
        String mediaType = contentType.split(";", 2)[0].strip();
        JsonNode content = response.path("content").path(mediaType);
        if (content.isMissingNode()) {
            return List.of(operation + " does not answer " + status + " with " + mediaType);
        }
        return mediaType.equals(JSON_TYPE) ? objections(content.get("schema"), tree(body)) : List.of();
    }

    /** The reasons why examples in the document do not match their schemas, each with its place. */
    public List<String> objectionsToOwnExamples() {
        List<String> objections = new ArrayList<>();
        for (Operation operation : operations()) {
            Stream<JsonNode> bodies = Stream.of(operation.node().path("requestBody"));
            Stream<JsonNode> answers = operation.node().get("responses").properties().stream()
                    .map(response -> resolved(response.getValue()));
            Stream.concat(bodies, answers)
                    .flatMap(holder -> holder.path("content").properties().stream())
                    .map(Map.Entry::getValue)
                    .forEach(content -> content.path("examples").properties().stream()
                            // Examples of refused requests may break the schema.
                            .filter(example ->
                                    example.getValue().path("x-answer").asInt(200) == 200)
                            .forEach(example -> objections(
                                            content.get("schema"),
                                            example.getValue().get("value"))
                                    .forEach(why -> objections.add(operation + " " + example.getKey() + ": " + why))));
        }
        return objections;
    }

    /** The schema below {@code components/schemas} at this path, such as {@code Event/properties/type}. */
    public JsonNode schema(String path) {
        JsonNode schema = root.at("/components/schemas/" + path);
        if (schema.isMissingNode()) {
            throw new AssertionError("there is no schema " + path);
        }
        return schema;
    }

    /** The {@code enum} values of a schema. */
    public Set<String> valuesOf(String path) {
        Set<String> values = new TreeSet<>();
        schema(path).get("enum").forEach(value -> values.add(value.asText()));
        return values;
    }

    /** The error codes in the examples of the responses that have this status, in any operation. */
    public Set<String> exampleCodes(int status) {
        Set<String> codes = new TreeSet<>();
        for (Operation operation : operations()) {
            for (JsonNode content :
                    resolved(operation.node().at("/responses/" + status)).path("content")) {
                content.path("examples").findValues("code").forEach(code -> codes.add(code.asText()));
            }
        }
        return codes;
    }

    private List<String> objections(JsonNode schema, JsonNode value) {
        ObjectNode whole = JSON.createObjectNode();
        whole.set("components", root.get("components"));
        whole.putArray("allOf").add(schema);
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(whole)
                .validate(value)
                .stream()
                .map(Error::toString)
                .toList();
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? root.at(node.get("$ref").asText().substring(1)) : node;
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException notJson) {
            throw new AssertionError("not JSON: " + json, notJson);
        }
    }
}
