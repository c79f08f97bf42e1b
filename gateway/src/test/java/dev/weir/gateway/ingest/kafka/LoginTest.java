// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.configuration.KafkaEndpoint;
import dev.weir.configuration.Program;
import dev.weir.configuration.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.NotEmpty;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;

/** Tests that Kafka's own parser reads the login that Weir writes. */
class LoginTest {
    @Property(tries = 300)
    void quotesAnyPasswordForKafka(
            @ForAll @NotEmpty @AlphaChars @Chars({'"', '\\', '\n', '\r', '\t', ';', '=', ' ', '$', '{', '}', '7', 'ü'})
                    String password)
            throws Exception {
        assertThat(parsed(password)).containsEntry("username", "we\"ir").containsEntry("password", password);
    }

    @Example
    void quotesBackslashesForKafka() throws Exception {
        assertThat(parsed("\\101\\n\\\"; x=\"y")).containsEntry("password", "\\101\\n\\\"; x=\"y");
    }

    private static Map<String, Object> parsed(String password) throws Exception {
        Path file = Files.createTempFile("weir-login", ".txt");
        try {
            Files.writeString(file, password + "\r\n");
            KafkaEndpoint endpoint = Settings.read(
                    Program.GATEWAY,
                    Map.of(
                            "WEIR_KAFKA_SECURITY_PROTOCOL", "sasl_ssl",
                            "WEIR_KAFKA_USER", "we\"ir",
                            "WEIR_KAFKA_PASSWORD_FILE", file.toString()),
                    KafkaEndpoint::from);
            Password login = new Password(endpoint.security().get("sasl.jaas.config"));
            return new HashMap<>(JaasContext.loadClientContext(Map.of("sasl.jaas.config", login))
                    .configurationEntries()
                    .get(0)
                    .getOptions());
        } finally {
            Files.delete(file);
        }
    }
}
