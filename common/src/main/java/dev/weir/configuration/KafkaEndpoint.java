// SPDX-License-Identifier: Apache-2.0
package dev.weir.configuration;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The addresses and security settings of Kafka's brokers. Every producer, consumer and admin client of Weir uses them.
 *
 * @param bootstrapServers host:port, several separated by commas
 * @param security settings of Kafka's clients, by Kafka's names
 */
public record KafkaEndpoint(String bootstrapServers, Map<String, String> security) {
    /** The security protocols, with Kafka's names. */
    enum SecurityProtocol {
        PLAINTEXT,
        SSL,
        SASL_PLAINTEXT,
        SASL_SSL;

        boolean isEncrypted() {
            return this == SSL || this == SASL_SSL;
        }

        boolean isAuthenticated() {
            return this == SASL_PLAINTEXT || this == SASL_SSL;
        }
    }

    /** The mechanisms of SASL authentication. */
    enum SaslMechanism {
        PLAIN("PLAIN", "plain.PlainLoginModule"),
        SCRAM_SHA_256("SCRAM-SHA-256", "scram.ScramLoginModule"),
        SCRAM_SHA_512("SCRAM-SHA-512", "scram.ScramLoginModule");

        private final String kafkaName;
        private final String loginModule;

        SaslMechanism(String kafkaName, String loginModule) {
            this.kafkaName = kafkaName;
            this.loginModule = "org.apache.kafka.common.security." + loginModule;
        }

        /** Kafka's name of the mechanism. */
        @Override
        public String toString() {
            return kafkaName;
        }
    }

    public KafkaEndpoint {
        security = Map.copyOf(security);
    }

    /** Brokers without encryption or authentication. */
    public static KafkaEndpoint plaintext(String bootstrapServers) {
        return new KafkaEndpoint(bootstrapServers, Map.of("security.protocol", "PLAINTEXT"));
    }

    public static KafkaEndpoint from(Settings settings) {
        SecurityProtocol protocol = settings.choice(Variable.KAFKA_SECURITY_PROTOCOL, SecurityProtocol.class);
        Map<String, String> security = new LinkedHashMap<>();
        security.put("security.protocol", protocol.name());
        if (protocol.isEncrypted()) {
            security.putAll(certificates(settings));
        } else {
            refuseWithout(
                    settings, "ssl or sasl_ssl", Variable.KAFKA_CA, Variable.KAFKA_CERTIFICATE, Variable.KAFKA_KEY);
        }
        if (protocol.isAuthenticated()) {
            security.putAll(login(settings));
        } else {
            refuseWithout(settings, "sasl_ssl or sasl_plaintext", Variable.KAFKA_USER, Variable.KAFKA_PASSWORD);
        }
        return new KafkaEndpoint(bootstrapServers(settings), security);
    }

    /** The settings of a client: these settings and its own. */
    public Map<String, Object> properties(Map<String, ?> own) {
        Map<String, Object> all = new LinkedHashMap<>(security);
        all.put("bootstrap.servers", bootstrapServers);
        all.putAll(own);
        return all;
    }

    /** Omits secrets. */
    @Override
    public String toString() {
        return bootstrapServers + " (" + security.getOrDefault("security.protocol", "PLAINTEXT") + ")";
    }

    /**
     * The PEM texts instead of paths. Only the program that reads the configuration needs the files; Flink's workers do
     * not.
     */
    private static Map<String, String> certificates(Settings settings) {
        Map<String, String> certificates = new LinkedHashMap<>();
        settings.file(Variable.KAFKA_CA, Pem::requireCertificates).ifPresent(authorities -> {
            certificates.put("ssl.truststore.type", "PEM");
            certificates.put("ssl.truststore.certificates", authorities);
        });
        if (settings.isSet(Variable.KAFKA_CERTIFICATE) != settings.isSet(Variable.KAFKA_KEY)) {
            settings.refuse(Variable.KAFKA_CERTIFICATE, "and WEIR_KAFKA_KEY belong together: set both or neither");
        }
        Optional<String> chain = settings.file(Variable.KAFKA_CERTIFICATE, Pem::requireCertificates);
        Optional<String> key = settings.file(Variable.KAFKA_KEY, Pem::requirePrivateKey);
        if (chain.isPresent() && key.isPresent()) {
            certificates.put("ssl.keystore.type", "PEM");
            certificates.put("ssl.keystore.certificate.chain", chain.get());
            certificates.put("ssl.keystore.key", key.get());
        }
        return certificates;
    }

    private static Map<String, String> login(Settings settings) {
        SaslMechanism mechanism = settings.choice(Variable.KAFKA_SASL_MECHANISM, SaslMechanism.class);
        for (Variable needed : new Variable[] {Variable.KAFKA_USER, Variable.KAFKA_PASSWORD}) {
            if (!settings.isSet(needed)) {
                settings.refuse(needed, "must be set, because WEIR_KAFKA_SECURITY_PROTOCOL requires a login");
            }
        }
        return Map.of(
                "sasl.mechanism",
                mechanism.toString(),
                "sasl.jaas.config",
                String.format(
                        Locale.ROOT,
                        "%s required username=%s password=%s;",
                        mechanism.loginModule,
                        quoted(settings.text(Variable.KAFKA_USER)),
                        quoted(settings.text(Variable.KAFKA_PASSWORD))));
    }

    /** Quotes a value for JAAS, where a line break would end the string. */
    private static String quoted(String value) {
        return '"'
                + value.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                + '"';
    }

    /** Rejects settings without effect: either they were set by mistake, or the protocol is wrong. */
    private static void refuseWithout(Settings settings, String protocols, Variable... variables) {
        for (Variable variable : variables) {
            if (settings.isSet(variable)) {
                settings.refuse(variable, "has an effect only if WEIR_KAFKA_SECURITY_PROTOCOL is " + protocols);
            }
        }
    }

    /** Accepts names that cannot be resolved yet, and rejects malformed addresses. */
    private static String bootstrapServers(Settings settings) {
        String servers = settings.text(Variable.KAFKA_BOOTSTRAP_SERVERS);
        for (String server : servers.split(",", -1)) {
            int colon = server.lastIndexOf(':');
            String port = server.substring(colon + 1).strip();
            boolean isPort =
                    !port.isEmpty() && port.length() <= 5 && port.chars().allMatch(Character::isDigit);
            if (colon < 1 || !isPort || Integer.parseInt(port) > 65_535) {
                settings.refuse(
                        Variable.KAFKA_BOOTSTRAP_SERVERS,
                        "must be host:port, several separated by commas; it is '" + servers + "'");
                break;
            }
        }
        return servers;
    }
}
