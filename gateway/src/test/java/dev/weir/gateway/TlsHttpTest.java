// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.configuration.ConfigurationException;
import dev.weir.testsupport.TestAuthority;
import dev.weir.testsupport.TestAuthority.Issued;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the gateway with TLS over real sockets. */
@Execution(ExecutionMode.CONCURRENT)
class TlsHttpTest {
    private final TestAuthority authority = new TestAuthority("authority");
    private final Path folder;
    private @Nullable TestGateway started;

    TlsHttpTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void close() {
        if (started != null) {
            started.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void servesBothPorts(String algorithm) throws Exception {
        authority
                .issue(algorithm, Instant.now().plus(Duration.ofDays(1)), "localhost")
                .writeTo(folder);
        start();
        HttpClient client = client().build();

        assertThat(get(client, "/health").statusCode()).isEqualTo(200);
        assertThat(get(client, managementUri("/health")).statusCode()).isEqualTo(200);
        assertThat(get(client, managementUri("/prometheus")).body())
                .containsPattern("weir_tls_certificate_expiry_seconds 8[56][0-9]{3}")
                .contains("weir_http_connections{listener=\"http\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void acceptsModernProtocols(String protocol) throws Exception {
        authority.issue("localhost").writeTo(folder);
        start();
        HttpClient client = client().sslParameters(protocols(protocol)).build();

        HttpResponse<String> answer = get(client, "/health");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo(protocol);
    }

    @Test
    void refusesOlderProtocols() throws Exception {
        authority.issue("localhost").writeTo(folder);
        start();

        try (RawTls peer = new RawTls(gateway().address().getPort())) {
            assertThat(peer.answerToHello(RawTls.TLS_1_1)).isEqualTo(RawTls.ALERT_PROTOCOL_VERSION);
            assertThat(peer.isClosedByServer()).isTrue();
        }
    }

    @Test
    void usesHttp2IfTheClientOffersIt() throws Exception {
        authority.issue("localhost").writeTo(folder);
        start();

        assertThat(get(client().version(HttpClient.Version.HTTP_2).build(), "/health")
                        .version())
                .isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(get(client().version(HttpClient.Version.HTTP_1_1).build(), "/health")
                        .version())
                .isEqualTo(HttpClient.Version.HTTP_1_1);
    }

    @Test
    void acceptsEventsOverHttp2() throws Exception {
        authority.issue("localhost").writeTo(folder);
        start();
        HttpRequest request = HttpRequest.newBuilder(uri("/events"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"type\":\"signup\",\"user_id\":\"u1\"}"))
                .build();

        HttpResponse<String> answer = client().build().send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.body()).isEqualTo("{\"accepted\":1,\"rejected\":0}");
    }

    @Test
    void parsesUrlsTheSameOverHttp2() throws Exception {
        authority.issue("localhost").writeTo(folder);
        start();
        HttpClient http2 = client().version(HttpClient.Version.HTTP_2).build();

        assertThat(get(http2, "/metrics?metric=views&%C3%BC%7Cx=1").body())
                .contains("\"field\":\"\u00FC|x\"")
                .contains("unknown_parameter");
        assertThat(get(http2, "/metrics?metric=views&video_id=%ff").body()).contains("invalid_parameter", "UTF-8");
        assertThat(get(http2, "/%ff").body()).contains("malformed_request");
    }

    @Test
    void clientsWithoutItsCertificateAuthorityRefuseToConnect() {
        authority.issue("localhost").writeTo(folder);
        start();
        HttpClient stranger = HttpClient.newBuilder()
                .sslContext(new TestAuthority("another").trusted())
                .build();

        assertThatThrownBy(() -> get(stranger, "/health")).isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void usesAReplacedCertificateForNewConnections() throws Exception {
        Issued first = authority.issue("localhost");
        Issued second = authority.issue("localhost");
        Path data = mountedSecret(first);
        start();
        HttpClient early = client().build();
        X509Certificate before = shown(get(early, "/health"));

        turn(data, second);

        await().untilAsserted(() ->
                assertThat(shown(get(client().build(), "/health"))).isNotEqualTo(before));
        assertThat(shown(get(early, "/health"))).isEqualTo(before);
    }

    @Test
    void refusesToStartIfTheKeyDoesNotMatchTheCertificate() throws Exception {
        authority.issue("localhost").writeTo(folder);
        Files.writeString(Issued.keyIn(folder), authority.issue("localhost").key());

        assertThatThrownBy(this::start)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("WEIR_TLS_CERTIFICATE and WEIR_TLS_KEY cannot be used")
                .hasMessageContaining(Issued.keyIn(folder).toString())
                .hasMessageContaining("is not that of the first certificate");
    }

    @Test
    void refusesToStartWithoutOneOfTheFiles() throws IOException {
        authority.issue("localhost").writeTo(folder);
        Files.delete(Issued.keyIn(folder));

        assertThatThrownBy(this::start).hasMessageContaining("tls.key cannot be read (NoSuchFileException)");
        assertThatThrownBy(() -> GatewayConfiguration.from(Map.of("WEIR_TLS_KEY", "a.pem")))
                .hasMessage("WEIR_TLS_CERTIFICATE and WEIR_TLS_KEY belong together: set both or neither");
    }

    @Test
    void explainsHowToConvertAKeyInAnOldFormat() throws IOException {
        authority.issue("localhost").writeTo(folder);
        Files.writeString(
                Issued.keyIn(folder), "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");

        assertThatThrownBy(this::start)
                .hasMessageContaining("tls.key contains a key of the form 'RSA' instead of PKCS#8")
                .hasMessageContaining("openssl pkcs8 -topk8 -nocrypt")
                .hasMessageNotContaining("AAAA");
    }

    @Test
    void closesConnectionsWithPlainHttp() {
        authority.issue("localhost").writeTo(folder);
        start();
        HttpClient plain = HttpClient.newHttpClient();
        URI uri = URI.create("http://localhost:" + gateway().address().getPort() + "/health");

        assertThatThrownBy(() -> get(plain, uri))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(SSLException.class);
    }

    /** Writes the files like a secret that Kubernetes mounts: they are links through a folder that is itself a link. */
    private Path mountedSecret(Issued issued) throws IOException {
        Path first = Files.createDirectory(folder.resolve("..1"));
        issued.writeTo(first);
        Path data = Files.createSymbolicLink(folder.resolve("..data"), first.getFileName());
        Files.createSymbolicLink(Issued.certificateIn(folder), Path.of("..data", "tls.crt"));
        Files.createSymbolicLink(Issued.keyIn(folder), Path.of("..data", "tls.key"));
        return data;
    }

    /** Replaces the files as Kubernetes does: creates another folder, and moves the link in one step. */
    private void turn(Path data, Issued issued) throws IOException {
        Path second = Files.createDirectory(folder.resolve("..2"));
        issued.writeTo(second);
        Path turned = Files.createSymbolicLink(folder.resolve("..data_tmp"), second.getFileName());
        Files.move(turned, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private void start() {
        started = new TestGateway(
                8L << 20,
                Map.of(
                        "WEIR_TLS_CERTIFICATE", Issued.certificateIn(folder).toString(),
                        "WEIR_TLS_KEY", Issued.keyIn(folder).toString()));
    }

    private TestGateway gateway() {
        return Objects.requireNonNull(started);
    }

    private HttpClient.Builder client() {
        return HttpClient.newBuilder().sslContext(authority.trusted());
    }

    private static SSLParameters protocols(String... protocols) {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(protocols);
        return parameters;
    }

    private HttpResponse<String> get(HttpClient client, String path) throws Exception {
        return get(client, uri(path));
    }

    private static HttpResponse<String> get(HttpClient client, URI uri) throws Exception {
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("https://localhost:" + gateway().address().getPort() + path);
    }

    private URI managementUri(String path) {
        return URI.create(
                "https://localhost:" + gateway().server.managementAddress().getPort() + path);
    }

    private static X509Certificate shown(HttpResponse<String> answer) throws Exception {
        return (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
    }
}
