// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.configuration.ClickHouseEndpoint;
import dev.weir.http.ConnectionLimits;
import dev.weir.http.HttpListener;
import dev.weir.http.tls.ServerCertificate;
import dev.weir.http.tls.TlsConfiguration;
import dev.weir.testsupport.TestAuthority;
import dev.weir.testsupport.TestAuthority.Issued;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which certificates the driver and the ping trust. The server only reports that it was reached. */
class EncryptedClickHouseTest {
    private static final String REACHED = "Code: 60. DB::Exception: reached";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TestAuthority authority = new TestAuthority("authority");
    private final Path folder;
    private @Nullable ServerCertificate certificate;
    private @Nullable HttpListener server;

    EncryptedClickHouseTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void close() {
        Objects.requireNonNull(server).close();
        Objects.requireNonNull(certificate).close();
    }

    @Test
    void acceptsAServerOfTheConfiguredAuthority() {
        ClickHouseEndpoint endpoint = endpoint("localhost", authority.pem());

        assertThat(queried(endpoint)).contains("reached");
        assertThat(pinged(endpoint)).isEqualTo("ClickHouse responds with the status 500.");
    }

    @Test
    void refusesAServerOfAnotherAuthority() {
        ClickHouseEndpoint endpoint = endpoint("localhost", new TestAuthority("another").pem());

        assertThat(queried(endpoint)).doesNotContain("reached").contains("certif");
        assertThat(pinged(endpoint)).startsWith("ClickHouse's certificate is not trusted: ");
    }

    @Test
    void refusesAServerOfAPrivateAuthorityByDefault() {
        ClickHouseEndpoint endpoint = endpoint("localhost", "");

        assertThat(queried(endpoint)).doesNotContain("reached").contains("certif");
        assertThat(pinged(endpoint)).startsWith("ClickHouse's certificate is not trusted: ");
    }

    @Test
    void refusesAServerWithAnotherName() {
        ClickHouseEndpoint endpoint = endpoint("clickhouse.example", authority.pem());

        assertThat(queried(endpoint)).doesNotContain("reached").contains("localhost");
        assertThat(pinged(endpoint)).startsWith("ClickHouse's certificate is not trusted: ");
    }

    /** The server listens on localhost, with any name in its certificate. */
    private ClickHouseEndpoint endpoint(String certifiedName, String trusted) {
        authority.issue(certifiedName).writeTo(folder);
        certificate = new ServerCertificate(
                new TlsConfiguration(Issued.certificateIn(folder), Issued.keyIn(folder)), registry);
        server = HttpListener.start(
                new HttpListener.Settings(
                        "clickhouse",
                        "127.0.0.1",
                        0,
                        1,
                        Optional.of(certificate),
                        new ConnectionLimits(100, 100, address -> false)),
                registry,
                EncryptedClickHouseTest::answer);
        URI url = URI.create("https://localhost:" + server.address().getPort());
        return new ClickHouseEndpoint(url, "weir", "secret", trusted);
    }

    private static void answer(HttpServerExchange exchange) {
        exchange.setStatusCode(500);
        exchange.getResponseHeaders().put(new HttpString("X-ClickHouse-Exception-Code"), "60");
        exchange.getResponseSender().send(REACHED);
    }

    /** All messages of the exception that a query fails with. */
    private static String queried(ClickHouseEndpoint endpoint) {
        StringBuilder messages = new StringBuilder();
        try (ClickHouse clickHouse = new ClickHouse(endpoint, new SimpleMeterRegistry())) {
            clickHouse
                    .pool("test", 1, Duration.ofSeconds(10))
                    .call(connection -> connection.createStatement().execute("SELECT 1"));
        } catch (ClickHouseUnavailableException failed) {
            for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
                messages.append(cause.getMessage()).append('\n');
            }
        }
        return messages.toString();
    }

    private static String pinged(ClickHouseEndpoint endpoint) {
        try (ClickHouse clickHouse = new ClickHouse(endpoint, new SimpleMeterRegistry())) {
            // On a busy machine, the first pings may time out.
            return await().until(
                            () -> String.valueOf(clickHouse.problem()),
                            problem -> !problem.equals("ClickHouse has not been checked yet.")
                                    && !problem.equals("ClickHouse does not respond."));
        }
    }
}
