// SPDX-License-Identifier: Apache-2.0
package dev.weir.testbed;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Sends requests to one server over HTTP/1.1, each with a timeout. */
public final class HttpCalls {
    private final HttpClient http;
    private final URI server;
    private final Duration patience;

    /** @param patience the timeout of a connection and of a request */
    public HttpCalls(URI server, Duration patience) {
        this.server = server;
        this.patience = patience;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(patience)
                .build();
    }

    /** Calls a server on this machine. */
    public static HttpCalls to(int port, Duration patience) {
        return new HttpCalls(URI.create("http://127.0.0.1:" + port), patience);
    }

    public HttpRequest.Builder request(String pathAndQuery) {
        return HttpRequest.newBuilder(server.resolve(pathAndQuery)).timeout(patience);
    }

    public Answer get(String pathAndQuery) throws IOException, InterruptedException {
        return send(request(pathAndQuery));
    }

    public Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return Answer.of(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    }
}
