// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/** The response to a hand-written request, in the form of the JDK's client. */
record RawResponse(int statusCode, HttpHeaders headers, String body) implements HttpResponse<String> {
    /** @param text all bytes until the server closed the connection */
    static RawResponse of(String text) {
        String[] parts = text.split("\r\n\r\n", 2);
        String[] lines = parts[0].split("\r\n", -1);
        Map<String, List<String>> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            String[] header = lines[i].split(":", 2);
            headers.computeIfAbsent(header[0], none -> new ArrayList<>()).add(header[1].strip());
        }
        return new RawResponse(
                Integer.parseInt(lines[0].split(" ", 3)[1]),
                HttpHeaders.of(headers, (name, value) -> true),
                parts.length == 1 ? "" : parts[1]);
    }

    @Override
    public HttpRequest request() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<HttpResponse<String>> previousResponse() {
        return Optional.empty();
    }

    @Override
    public Optional<SSLSession> sslSession() {
        return Optional.empty();
    }

    @Override
    public URI uri() {
        throw new UnsupportedOperationException();
    }

    @Override
    public HttpClient.Version version() {
        return HttpClient.Version.HTTP_1_1;
    }
}
