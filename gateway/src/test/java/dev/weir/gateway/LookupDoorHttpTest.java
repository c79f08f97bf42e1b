// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static dev.weir.gateway.TestTokens.claims;
import static dev.weir.gateway.TestTokens.hs256;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.TestGateway.Answer;
import java.net.http.HttpRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests who may look up an event on the main port. */
class LookupDoorHttpTest {
    /** A valid lookup would wait for Kafka. */
    private static final String WITHOUT_USER = "/events/e-1";

    @Test
    void allowsLocalProgramsWithoutTokensOnLoopback() {
        try (TestGateway gateway = new TestGateway()) {
            Answer answer = gateway.get(WITHOUT_USER);

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.errorCode()).isEqualTo("missing_parameter");
        }
    }

    @Test
    void isNotFoundBeyondLoopbackWithoutTokens() {
        Map<String, String> open = Map.of("WEIR_HTTP_HOST", "0.0.0.0", "WEIR_INSECURE", "true");
        try (TestGateway gateway = new TestGateway(8L << 20, open)) {
            Answer answer = gateway.get(WITHOUT_USER);

            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.body().at("/error/message").asText()).contains("WEIR_MANAGEMENT_PORT");
        }
    }

    @Test
    void requiresTheAdminScopeWithTokens() {
        Map<String, String> tokens = Map.of("WEIR_JWT_SECRET", TestTokens.SECRET);
        try (TestGateway gateway = new TestGateway(8L << 20, tokens)) {
            assertThat(gateway.get(WITHOUT_USER).status()).isEqualTo(401);
            assertThat(get(gateway, "metrics:read").errorCode()).isEqualTo("insufficient_scope");
            assertThat(get(gateway, "admin").errorCode()).isEqualTo("missing_parameter");
        }
    }

    private static Answer get(TestGateway gateway, String scope) {
        return gateway.send(HttpRequest.newBuilder(gateway.uri(WITHOUT_USER))
                .header("Authorization", "Bearer " + hs256(claims(scope)))
                .build());
    }
}
