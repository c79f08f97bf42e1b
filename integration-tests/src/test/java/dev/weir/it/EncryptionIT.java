// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.configuration.ClickHouseEndpoint;
import dev.weir.configuration.Retention;
import dev.weir.gateway.GatewayServer;
import dev.weir.http.ConnectionLimits;
import dev.weir.http.HttpListener;
import dev.weir.http.tls.ServerCertificate;
import dev.weir.http.tls.TlsConfiguration;
import dev.weir.local.Component;
import dev.weir.local.FreePorts;
import dev.weir.local.Stack;
import dev.weir.local.kafka.BrokerProperties;
import dev.weir.local.kafka.KafkaMain;
import dev.weir.migrator.MigrationException;
import dev.weir.migrator.Migrator;
import dev.weir.testbed.WeirClient;
import dev.weir.testsupport.TestAuthority;
import dev.weir.testsupport.TestAuthority.Issued;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.undertow.Handlers;
import io.undertow.server.handlers.proxy.LoadBalancingProxyClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Runs a gateway with a real broker and a real ClickHouse that require TLS. The broker also requires a login. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EncryptionIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Contains every character that some layer has to escape. */
    private static final String PASSWORD = "p\"a\\ss; w=ord";

    private final TestAuthority authority = new TestAuthority("authority");
    private final Stack stack = RunningWeir.open(EncryptionIT.class, Map.of());
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Path folder;
    private final ServerCertificate certificate;
    private final HttpListener clickHouse;
    private final Component broker;
    private final int brokerPort;

    EncryptionIT(@TempDir Path folder) throws IOException {
        this.folder = folder;
        Issued issued = authority.issue("localhost");
        issued.writeTo(folder);
        Files.writeString(folder.resolve("ca.pem"), authority.pem());
        certificate = new ServerCertificate(
                new TlsConfiguration(Issued.certificateIn(folder), Issued.keyIn(folder)), registry);
        stack.clickHouse().start();
        clickHouse = HttpListener.start(
                new HttpListener.Settings(
                        "clickhouse",
                        "127.0.0.1",
                        0,
                        1,
                        Optional.of(certificate),
                        new ConnectionLimits(1_000, 1_000, address -> true)),
                registry,
                Handlers.proxyHandler(new LoadBalancingProxyClient().addHost(stack.clickHouseUrl())));
        brokerPort = new FreePorts().next();
        broker = broker(Files.writeString(folder.resolve("broker.pem"), issued.key() + issued.certificate()));
    }

    @BeforeAll
    void start() throws Exception {
        broker.start();
        Properties administrator = new Properties();
        administrator.putAll(Map.of(
                "bootstrap.servers",
                "localhost:" + brokerPort,
                "security.protocol",
                "SASL_SSL",
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.certificates",
                authority.pem(),
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                login("username=\"admin\" password=\"admin\"")));
        try (Admin admin = Admin.create(administrator)) {
            admin.createTopics(List.of(new NewTopic("events", 2, (short) 1)))
                    .all()
                    .get();
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            "weir", new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), PASSWORD)))
                    .all()
                    .get();
        }
        Migrator.migrate(endpoint(authority.pem()), Retention.FOREVER, PATIENCE, line -> {});
    }

    @AfterAll
    void stop() {
        broker.kill();
        clickHouse.close();
        certificate.close();
        stack.close();
    }

    @Test
    void countsAndAnswersThroughTlsOnly() throws Exception {
        try (GatewayServer gateway = GatewayServer.start(environment(PASSWORD))) {
            WeirClient client = client(gateway);
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(client.get("/ready").status()).isEqualTo(200));

            assertThat(client.post("application/json", "{\"type\":\"signup\",\"user_id\":\"u1\"}")
                            .status())
                    .isEqualTo(200);
            assertThat(client.get("/metrics?metric=active_users").status()).isEqualTo(200);
        }
    }

    @Test
    void reportsAPasswordThatKafkaRefuses() throws Exception {
        try (GatewayServer gateway = GatewayServer.start(environment("wrong"))) {
            WeirClient client = client(gateway);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(client.get("/ready").body())
                            .contains("Kafka rejected the login")
                            .contains("WEIR_KAFKA_PASSWORD")
                            .doesNotContain("wrong"));
        }
    }

    @Test
    void reportsUntrustedBrokers() throws Exception {
        Map<String, String> environment = environment(PASSWORD);
        environment.put(
                "WEIR_KAFKA_CA",
                Files.writeString(folder.resolve("another.pem"), new TestAuthority("another").pem())
                        .toString());
        try (GatewayServer gateway = GatewayServer.start(environment)) {
            WeirClient client = client(gateway);

            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(client.get("/ready").body()).contains("The TLS handshake with Kafka failed"));
        }
    }

    @Test
    void refusesToMigrateAnUntrustedServer() {
        assertThatThrownBy(() -> Migrator.migrate(
                        endpoint(new TestAuthority("another").pem()),
                        Retention.FOREVER,
                        Duration.ofSeconds(1),
                        line -> {}))
                .isInstanceOf(MigrationException.class);
    }

    private ClickHouseEndpoint endpoint(String trusted) {
        return new ClickHouseEndpoint(clickHouseUrl(), "default", "", trusted);
    }

    private URI clickHouseUrl() {
        return URI.create("https://localhost:" + clickHouse.address().getPort());
    }

    private Map<String, String> environment(String password) throws IOException {
        Map<String, String> environment = new HashMap<>();
        environment.put("WEIR_HTTP_PORT", "0");
        environment.put("WEIR_MANAGEMENT_PORT", "0");
        environment.put("WEIR_GRPC_PORT", "0");
        environment.put("WEIR_DRAIN_TIMEOUT", "2s");
        environment.put("WEIR_KAFKA_BOOTSTRAP_SERVERS", "localhost:" + brokerPort);
        environment.put("WEIR_KAFKA_SECURITY_PROTOCOL", "sasl_ssl");
        environment.put("WEIR_KAFKA_CA", folder.resolve("ca.pem").toString());
        environment.put("WEIR_KAFKA_USER", "weir");
        environment.put(
                "WEIR_KAFKA_PASSWORD_FILE",
                Files.writeString(folder.resolve("password"), password + "\n").toString());
        environment.put("WEIR_CLICKHOUSE_URL", clickHouseUrl().toString());
        environment.put("WEIR_CLICKHOUSE_CA", folder.resolve("ca.pem").toString());
        return environment;
    }

    private Component broker(Path identity) throws IOException {
        int controllerPort = new FreePorts().next();
        Path log = folder.resolve("broker");
        // If a name occurs twice, the later line counts.
        String properties = BrokerProperties.of(log, brokerPort, controllerPort)
                + String.format(
                        Locale.ROOT,
                        """
                listeners=SASL_SSL://localhost:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=SASL_SSL://localhost:%1$d
                listener.security.protocol.map=SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT
                inter.broker.listener.name=SASL_SSL
                sasl.mechanism.inter.broker.protocol=PLAIN
                sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512
                listener.name.sasl_ssl.plain.sasl.jaas.config=%3$s
                listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=\
                org.apache.kafka.common.security.scram.ScramLoginModule required;
                ssl.keystore.type=PEM
                ssl.keystore.location=%4$s
                ssl.truststore.type=PEM
                ssl.truststore.location=%5$s
                """,
                        brokerPort,
                        controllerPort,
                        login("username=\"admin\" password=\"admin\" user_admin=\"admin\""),
                        identity,
                        folder.resolve("ca.pem"));
        Path file = Files.writeString(folder.resolve("broker.properties"), properties);
        return new Component(
                "broker",
                stack.dataDirectory().resolve("logs").resolve("broker.log"),
                () -> Component.java(
                        List.of("-Xmx256m", "-XX:+UseSerialGC"),
                        KafkaMain.class,
                        List.of(file.toString(), log.toString()),
                        Map.of()),
                this::brokerListens,
                Duration.ofSeconds(10));
    }

    private boolean brokerListens() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), brokerPort), 1_000);
            return true;
        }
    }

    private static String login(String options) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required " + options + ";";
    }

    private static WeirClient client(GatewayServer gateway) {
        return new WeirClient(
                URI.create("http://127.0.0.1:" + gateway.httpAddress().getPort()));
    }
}
