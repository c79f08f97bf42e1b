// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import dev.weir.testbed.PostBytes;
import java.util.List;

/** Requests that the gateway must refuse cheaply. */
final class BadRequests {
    private static final String VIEW = "{\"user_id\":\"abuse\",\"video_id\":\"v\"";

    private BadRequests() {}

    /** Well-formed HTTP, so that the connection stays open: 400, 404, 405 or 415. */
    static List<Request> wellFormed() {
        return List.of(
                json("{\"user_id\":\"abuse\",\"video_id\":"),
                json("[" + VIEW + "}"),
                json("\"hello\""),
                json(VIEW + ",\"vidoe_id\":\"v\"}"),
                json(VIEW + ",\"value\":\"many\"}"),
                json("{\"user_id\":17,\"video_id\":[\"v\"]}"),
                json("{\"user_id\":\"null\",\"video_id\":\"v\"}"),
                json("[" + (VIEW + ",\"timestamp\":\"yesterday\"},").repeat(20) + "{}]"),
                json(VIEW + ",\"properties\":" + "{\"a\":".repeat(50) + "1" + "}".repeat(51)),
                Request.of(PostBytes.of("text/plain", "", Request.ascii(VIEW + "}"))),
                Request.of(PostBytes.of("application/json", "br", Request.ascii(VIEW + "}"))),
                Request.get("/"),
                Request.get("/event"),
                Request.get("/metrics?metric=visits"),
                Request.get("/metrics?metric=views&from=yesterday"),
                Request.head("DELETE /events HTTP/1.1", "Host: localhost"),
                Request.head("PUT /metrics HTTP/1.1", "Host: localhost", "Content-Length: 0"));
    }

    /** Malformed HTTP, or not HTTP at all. The server responds and closes the connection, or only closes it. */
    static List<Request> broken() {
        return List.of(
                Request.head("hello"),
                // The start of a TLS handshake.
                Request.head("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003"),
                Request.head("GET /health HTTP/9.9", "Host: localhost"),
                Request.head("GET /health HTTP/1.1", "no colon"),
                Request.head("GET /%zz HTTP/1.1", "Host: localhost"),
                Request.head("GET /health HTTP/1.1", "Host: localhost", "X: " + "x".repeat(256 << 10)),
                Request.head("POST /events HTTP/1.1", "Host: localhost", "Content-Length: many"),
                Request.head("POST /events HTTP/1.1", "Host: localhost", "Content-Length: -1"),
                Request.head("POST /events HTTP/1.1", "Host: localhost", "Transfer-Encoding: chunked", "", "some"));
    }

    private static Request json(String body) {
        return Request.of(PostBytes.json(body));
    }
}
