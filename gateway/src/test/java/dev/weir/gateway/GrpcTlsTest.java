// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static dev.weir.gateway.TestGrpc.reading;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.testsupport.TestAuthority;
import dev.weir.testsupport.TestAuthority.Issued;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests gRPC with TLS. */
class GrpcTlsTest {
    private final TestAuthority authority = new TestAuthority("authority");
    private final Path folder;

    GrpcTlsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void usesTheCertificateOfTheGateway(String algorithm) throws Exception {
        authority
                .issue(algorithm, Instant.now().plus(Duration.ofDays(1)), "localhost")
                .writeTo(folder);
        try (TestGateway gateway = gateway();
                TestGrpc client = new TestGrpc(channel(gateway, authority))) {
            assertThat(client.log(reading()).getId()).isNotEmpty();
        }
    }

    @Test
    void refusesPlaintextAndClientsWithoutItsCertificateAuthority() throws Exception {
        authority.issue("localhost").writeTo(folder);
        try (TestGateway gateway = gateway();
                TestGrpc stranger = new TestGrpc(channel(gateway, new TestAuthority("another")));
                TestGrpc plain = new TestGrpc(gateway)) {
            assertThat(stranger.refusal(reading()).getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(plain.refusal(reading()).getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(gateway.publisher.events()).isEmpty();
        }
    }

    /** The other authority shows which certificate a new connection got. */
    @Test
    void presentsARenewedCertificateToNewConnections() throws Exception {
        TestAuthority next = new TestAuthority("next");
        authority.issue("localhost").writeTo(folder);
        try (TestGateway gateway = gateway();
                TestGrpc early = new TestGrpc(channel(gateway, authority))) {
            early.log(reading());

            next.issue("localhost").writeTo(folder);

            await().ignoreExceptions().untilAsserted(() -> {
                try (TestGrpc late = new TestGrpc(channel(gateway, next))) {
                    assertThat(late.log(reading()).getId()).isNotEmpty();
                }
            });
            assertThat(early.log(reading()).getId()).isNotEmpty();
        }
    }

    private TestGateway gateway() {
        return new TestGateway(
                8L << 20,
                Map.of(
                        "WEIR_TLS_CERTIFICATE", Issued.certificateIn(folder).toString(),
                        "WEIR_TLS_KEY", Issued.keyIn(folder).toString()));
    }

    private static ManagedChannel channel(TestGateway gateway, TestAuthority trusted) throws Exception {
        return NettyChannelBuilder.forAddress(
                        "localhost", gateway.server.grpcAddress().getPort())
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(new ByteArrayInputStream(trusted.pem().getBytes(UTF_8)))
                        .build())
                .build();
    }
}
