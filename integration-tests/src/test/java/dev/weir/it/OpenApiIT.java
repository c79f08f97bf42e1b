// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.contract.OpenApiDocument;
import dev.weir.gateway.contract.OpenApiDocument.Example;
import dev.weir.testbed.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sends every example of the OpenAPI document to the real components: first the writes, then the reads. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OpenApiIT {
    @RegisterExtension
    static final RunningWeir weir = new RunningWeir();

    private static final HttpClient http = HttpClient.newHttpClient();

    @Test
    @Order(1)
    void acceptsEventsAsDocumented() throws Exception {
        answersAsTheDocumentSays(example -> example.contentType() != null);
        weir.awaitFresh();
    }

    @Test
    @Order(2)
    void answersQueriesAsDocumented() throws Exception {
        answersAsTheDocumentSays(example -> example.contentType() == null);
    }

    @Test
    @Order(3)
    void storesTheAttributesOfCloudEvents() {
        assertThat(weir.sql("SELECT properties.cloudevents.source, properties.cloudevents.id FROM weir.events"
                        + " WHERE type = 'com.example.purchase'"))
                .isEqualTo("/shop\tc-2");
    }

    private static void answersAsTheDocumentSays(Predicate<Example> which) throws Exception {
        OpenApiDocument document =
                OpenApiDocument.parse(weir.client().get("/openapi.json").body());
        List<Example> examples = document.examples().stream().filter(which).toList();
        assertThat(examples).hasSizeGreaterThan(5);
        for (Example example : examples) {
            Answer answer = send(example);
            assertThat(answer.status()).as(example + ": " + answer.body()).isEqualTo(example.status());
            String contentType = answer.headers().firstValue("Content-Type").orElse("");
            assertThat(document.objections(example.operation(), answer.status(), contentType, answer.body()))
                    .as(example + ": " + answer.body())
                    .isEmpty();
        }
    }

    private static Answer send(Example example) throws Exception {
        URI port = example.operation().management()
                ? weir.stack().managementUrl()
                : weir.stack().gatewayUrl();
        HttpRequest.Builder request = HttpRequest.newBuilder(port.resolve(example.target()))
                .method(example.operation().method(), BodyPublishers.ofString(example.body()));
        if (example.contentType() != null) {
            request.header("Content-Type", example.contentType());
        }
        return Answer.of(http.send(request.build(), BodyHandlers.ofString()));
    }
}
