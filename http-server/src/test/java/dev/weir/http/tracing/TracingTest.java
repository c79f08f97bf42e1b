// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.configuration.ConfigurationException;
import dev.weir.configuration.Program;
import dev.weir.configuration.Settings;
import io.opentelemetry.api.trace.Span;
import io.undertow.server.HttpHandler;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TracingTest {
    @Test
    void doesNothingWithoutAnEndpoint() {
        HttpHandler handler = exchange -> {};
        try (Tracing off = new Tracing(configuration(Map.of()))) {
            assertThat(off.of(handler)).isSameAs(handler);
            Span span = off.openTelemetry().getTracer("t").spanBuilder("s").startSpan();
            assertThat(span.getSpanContext().isValid()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"WEIR_OTLP_ENDPOINT,collector:4318", "WEIR_TRACES_SAMPLE,1.1", "WEIR_TRACES_SAMPLE,often"})
    void refusesInvalidSettings(String variable, String value) {
        assertThatThrownBy(() -> configuration(Map.of(variable, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(variable);
    }

    private static TracingConfiguration configuration(Map<String, String> environment) {
        return Settings.read(Program.GATEWAY, environment, TracingConfiguration::from);
    }
}
