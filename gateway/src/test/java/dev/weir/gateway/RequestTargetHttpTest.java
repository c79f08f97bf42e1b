// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.TestGateway.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests URLs as clients write them. Each request has an unknown parameter, because the response repeats its name. */
class RequestTargetHttpTest {
    private static final TestGateway gateway = new TestGateway();

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** The characters that the WHATWG's query percent-encode set leaves unescaped, and those that old clients send. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "|",
                "{",
                "}",
                "^",
                "`",
                "[",
                "]",
                "\\",
                "\"",
                "<",
                ">",
                "'",
                ";",
                ":",
                "/",
                "?",
                "@",
                "!",
                "$",
                "(",
                ")",
                "*",
                ",",
                "~",
                "ü",
                "日本",
                "😀",
                "a|b{c}^d`e[f]g\\h"
            })
    void acceptsCharactersThatBrowsersDoNotEscape(String characters) {
        Answer answer = get("/metrics?metric=views&x" + characters + "y=1");

        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(400);
        assertThat(answer.errorCode()).isEqualTo("unknown_parameter");
        assertThat(answer.body().at("/error/field").asText()).isEqualTo("x" + characters + "y");
    }

    @ParameterizedTest
    @CsvSource({
        "a+b,a b",
        "a%2Bb,a+b",
        "a%20b,a b",
        "a%2520b,a%20b",
        "%C3%BC,ü",
        "%c3%bc,ü",
        "%F0%9F%98%80,😀",
        "a%26b%3Dc,a&b=c",
        "%25,%",
        "%7C,|"
    })
    void decodesEscapesOnce(String written, String read) {
        Answer answer = get("/metrics?metric=views&" + written + "=1");

        assertThat(answer.body().at("/error/field").asText()).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"100%", "%zz", "%", "%0", "%-1", "%%", "%\uFF11\uFF11", "a#b", "\u0000", "\u0007", "\u007F"})
    void refusesInvalidUrlsAsDocumented(String value) {
        Answer answer = get("/metrics?metric=views&video_id=" + value);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.errorCode()).as(answer.raw().body()).isIn("malformed_request", "invalid_parameter");
        assertThat(answer.body().at("/error/message").asText()).endsWith(".");
        assertThat(answer.header("X-Request-ID")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%ff", "%C3", "%C3%28", "%ED%A0%80", "%C0%AF", "\u00FC"})
    void refusesParametersThatAreNotUtf8(String value) {
        Answer answer = gateway.raw(
                "GET /metrics?metric=views&video_id=" + value.replace("\u00FC", "%FC") + " HTTP/1.1",
                "Host: localhost",
                "Connection: close");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.errorCode()).isEqualTo("invalid_parameter");
        assertThat(answer.body().at("/error/field").asText()).isEqualTo("video_id");
        assertThat(answer.body().at("/error/message").asText()).contains("UTF-8");
    }

    @ParameterizedTest
    @CsvSource({
        "/health,200",
        "/health/,200",
        "/%68ealth,200",
        "/health?a|b={c},200",
        "/docs/,308",
        "/docs/{page},404",
        "/docs/%7Bpage%7D,404",
        "/Health,404",
        "/health//,404",
        "/{health},404",
        "/a|b\\c,404",
        "/ü,404",
        "/%ff,400",
        "/%zz,400",
        "/favicon.ico,204"
    })
    void findsEscapedPaths(String path, int status) {
        assertThat(get(path).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /health", "GET /health HTTP/x", "GET health HTTP/1.1", "/health", "\u0001\u0002"})
    void refusesAnInvalidRequestLine(String line) {
        Answer answer = gateway.raw(line, "Host: localhost", "Connection: close");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.errorCode()).as(answer.raw().body()).isEqualTo("malformed_request");
        assertThat(answer.header("X-Request-ID")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: x",
                "Content-Length: -1",
                "Transfer-Encoding: gzip",
                "Transfer-Encoding: chunked, chunked",
                "X-Y: \u0001",
                ": x",
                "X Y: z",
                "no colon"
            })
    void refusesAnInvalidHeader(String header) {
        Answer answer = gateway.raw("POST /events HTTP/1.1", "Host: localhost", "Connection: close", header);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.errorCode()).as(answer.raw().body()).isEqualTo("malformed_request");
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 500})
    void refusesTooManyHeaders(int count) {
        String[] head = new String[count + 3];
        head[0] = "GET /health HTTP/1.1";
        head[1] = "Host: localhost";
        head[2] = "Connection: close";
        for (int i = 0; i < count; i++) {
            head[i + 3] = "X-" + i + ": x";
        }

        Answer answer = gateway.raw(head);

        assertThat(answer.status()).isEqualTo(431);
        assertThat(answer.errorCode()).isEqualTo("head_too_large");
        assertThat(answer.body().at("/error/message").asText()).contains("200 headers");
    }

    @ParameterizedTest
    @ValueSource(ints = {70_000, 300_000})
    void refusesAUrlThatIsTooLong(int length) {
        Answer answer = get("/metrics?metric=views&video_id=" + "x".repeat(length));

        assertThat(answer.status()).isEqualTo(431);
        assertThat(answer.errorCode()).isEqualTo("head_too_large");
    }

    @ParameterizedTest
    @ValueSource(ints = {999, 1_000})
    void limitsTheNumberOfParameters(int more) {
        Answer answer = get("/metrics?metric=views" + "&video_id=v".repeat(more));

        assertThat(answer.status()).isEqualTo(more == 999 ? 503 : 400);
    }

    private static Answer get(String target) {
        return gateway.raw("GET " + target + " HTTP/1.1", "Host: localhost", "Connection: close");
    }
}
