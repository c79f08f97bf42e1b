// SPDX-License-Identifier: Apache-2.0
package dev.weir.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Responses of the gateway, and of proxies. */
class AnswerReaderTest {
    @Test
    void readsRejectionsAndIgnoresUnknownFields() {
        Answer answer = read(207, """
                {"new":{"accepted":[7]},"accepted":1,"rejected":1,
                 "errors":[{"index":1,"more":[1,{"index":5}],"event_id":"e-2","code":"missing_field","message":"No."}]}""", 2);

        assertThat(answer).isEqualTo(new Answer.Decided(List.of(new Answer.Rejection(1, "missing_field", "No."))));
    }

    @Test
    void doesNotRetryABodyThatTheGatewayCannotParse() {
        assertThat(read(
                        400,
                        "{\"accepted\":0,\"rejected\":1,\"errors\":[{\"code\":\"malformed_json\",\"message\":\"No gzip.\"}]}",
                        2))
                .isEqualTo(new Answer.Refused(400, "malformed_json", "No gzip."));
    }

    @Test
    void retriesIfTheCountsDoNotMatchTheRequest() {
        assertThat(read(200, "{\"accepted\":3,\"rejected\":0}", 2)).isInstanceOf(Answer.TryAgain.class);
        assertThat(read(207, "{\"accepted\":1,\"errors\":[{\"index\":2,\"code\":\"a\",\"message\":\"b\"}]}", 2))
                .isInstanceOf(Answer.TryAgain.class);
        assertThat(read(200, "{\"accepted\":2", 2)).isInstanceOf(Answer.TryAgain.class);
    }

    @Test
    void readsRetryAfterInSecondsAndAsADate() {
        String inAMinute = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.now().plusSeconds(60).atOffset(ZoneOffset.UTC));
        assertThat(retryAfter("7")).contains(Duration.ofSeconds(7));
        assertThat(retryAfter(" 0 ")).contains(Duration.ZERO);
        assertThat(retryAfter("-1")).contains(Duration.ZERO);
        assertThat(retryAfter("999999999")).contains(Duration.ofMinutes(5));
        assertThat(retryAfter(inAMinute).orElseThrow()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(61));
        assertThat(retryAfter("soon")).isEmpty();
    }

    private static Optional<Duration> retryAfter(String header) {
        Answer answer = AnswerReader.read(503, Optional.of(header), new byte[0], 1);
        return answer instanceof Answer.TryAgain problem ? problem.retryAfter() : Optional.empty();
    }

    private static Answer read(int status, String body, int events) {
        return AnswerReader.read(status, Optional.empty(), body.getBytes(StandardCharsets.UTF_8), events);
    }
}
