// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static dev.weir.gateway.TestTokens.claims;
import static dev.weir.gateway.TestTokens.hs256;
import static dev.weir.gateway.TestTokens.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests streams of numbers within the whole gateway. ClickHouse is not running, so they have problems instead. */
@Timeout(120)
class LiveHttpTest {
    private static final String STREAM = "/metrics/stream?metric=views";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void endsWhenTheGatewayStops() throws Exception {
        // Longer than the test may take: only the end of the stream lets the gateway stop.
        TestGateway gateway = new TestGateway(8L << 20, Map.of("WEIR_DRAIN_TIMEOUT", "10m"));
        HttpResponse<InputStream> stream = open(gateway, "");
        String begin = "retry: 1000\n\nevent: problem\ndata: {\"error\":{\"code\":\"clickhouse_unavailable\"";
        assertThat(new String(stream.body().readNBytes(begin.length()), StandardCharsets.UTF_8))
                .isEqualTo(begin);

        gateway.close();

        assertThat(new String(stream.body().readAllBytes(), StandardCharsets.UTF_8))
                .endsWith("\n\n");
    }

    @Test
    void isMeasuredUntilTheStreamBegins() throws Exception {
        try (TestGateway gateway = new TestGateway()) {
            HttpResponse<InputStream> stream = open(gateway, "");
            stream.body().readNBytes(1);

            await().untilAsserted(
                            () -> assertThat(prometheus(gateway))
                                    .contains(
                                            "weir_http_requests_active 0.0",
                                            "weir_streams_open 1.0",
                                            "weir_http_requests_seconds_count{method=\"GET\",route=\"/metrics/stream\",status=\"200\"} 1"));
        }
    }

    @Test
    void endsWhenItsTokenExpires() throws Exception {
        Map<String, String> tokens = Map.of("WEIR_JWT_SECRET", TestTokens.SECRET, "WEIR_JWT_CLOCK_SKEW", "0s");
        try (TestGateway gateway = new TestGateway(8L << 20, tokens)) {
            assertThat(open(gateway, "").statusCode()).isEqualTo(401);
            String brief = hs256(claims("metrics:read").expirationTime(in(Duration.ofSeconds(3))));

            HttpResponse<InputStream> stream = open(gateway, brief);

            assertThat(stream.statusCode()).isEqualTo(200);
            assertThat(new String(stream.body().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("retry: 1000\n\n");
            assertThat(open(gateway, brief).statusCode()).isEqualTo(401);
        }
    }

    private HttpResponse<InputStream> open(TestGateway gateway, String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.uri(STREAM));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    private static String prometheus(TestGateway gateway) {
        return gateway.send(HttpRequest.newBuilder(gateway.managementUri("/prometheus"))
                        .build())
                .raw()
                .body();
    }
}
