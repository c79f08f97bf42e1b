// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.http.RequestContext;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.layout.template.json.JsonTemplateLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

@Isolated("It changes the logging of the whole JVM.")
class RequestContextDataTest {
    private static final String LOGGER = "dev.weir.test";
    private static final org.slf4j.Logger log = LoggerFactory.getLogger(LOGGER);

    private final Lines lines = new Lines();
    private final Logger logger = (Logger) LogManager.getLogger(LOGGER);

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.INFO);
    }

    @AfterEach
    void stopListening() {
        logger.removeAppender(lines);
        lines.stop();
    }

    @Test
    void onlyLinesOfARequestHaveItsId() throws Exception {
        log.info("before");
        serve(exchange -> log.atInfo().addKeyValue("route", "/here").log("within"));
        log.info("after");

        assertThat(lines.json()).hasSize(3);
        assertThat(lines.json().get(1).get("request_id").asText()).isEqualTo("r-1");
        assertThat(lines.json().get(1).get("route").asText()).isEqualTo("/here");
        assertThat(lines.json().get(0).has("request_id")).isFalse();
        assertThat(lines.json().get(2).has("request_id")).isFalse();
    }

    @Test
    void everyLineHasTheCommonFields() throws Exception {
        log.atWarn().setCause(new IllegalStateException("broken")).log("It is \"broken\"");

        JsonNode line = lines.json().get(0);
        assertThat(line.get("timestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(line.get("level").asText()).isEqualTo("WARN");
        assertThat(line.get("logger").asText()).isEqualTo(LOGGER);
        assertThat(line.get("thread").asText()).isEqualTo(Thread.currentThread().getName());
        assertThat(line.get("message").asText()).isEqualTo("It is \"broken\"");
        assertThat(line.get("stack_trace").asText())
                .startsWith("java.lang.IllegalStateException: broken\n\tat dev.weir");
    }

    /** Sends one request, with the id r-1, to a handler. */
    private static void serve(HttpHandler handler) throws Exception {
        Undertow server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setHandler(new RequestContext(handler))
                .build();
        server.start();
        try {
            int port = ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
            HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port))
                                    .header("X-Request-ID", "r-1")
                                    .build(),
                            HttpResponse.BodyHandlers.discarding());
        } finally {
            server.stop();
        }
    }

    /** Collects log lines in the format of {@code WEIR_LOG_FORMAT=json}. */
    private static final class Lines extends AbstractAppender {
        private final List<String> written = new CopyOnWriteArrayList<>();

        Lines() {
            super(
                    "lines",
                    null,
                    JsonTemplateLayout.newBuilder()
                            .setConfiguration(new DefaultConfiguration())
                            .setEventTemplateUri("classpath:dev/weir/telemetry/log-line.json")
                            .build(),
                    false,
                    Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            written.add(getLayout().toSerializable(event).toString());
        }

        List<JsonNode> json() throws Exception {
            ObjectMapper json = new ObjectMapper();
            List<JsonNode> nodes = new CopyOnWriteArrayList<>();
            for (String line : written) {
                nodes.add(json.readTree(line));
            }
            return nodes;
        }
    }
}
