// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import java.nio.charset.StandardCharsets;

/** The bytes of an HTTP request, built once and sent often. */
interface Request {
    byte[] bytes();

    /** Called when the request was passed to a connection. */
    default void sent() {}

    default void answered(ResponseParser.Response response) {}

    /** A request that ignores its response. */
    static Request of(byte[] bytes) {
        return () -> bytes;
    }

    /** A request without a body: these lines, and an empty one. */
    static Request head(String... lines) {
        return of(ascii(String.join("\r\n", lines) + "\r\n\r\n"));
    }

    static Request get(String path) {
        return head("GET " + path + " HTTP/1.1", "Host: localhost");
    }

    /** The bytes of a POST of events. */
    static byte[] post(String contentType, String encoding, byte[] body) {
        byte[] head = ascii("POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + contentType + "\r\n"
                + (encoding.isEmpty() ? "" : "Content-Encoding: " + encoding + "\r\n") + "Content-Length: "
                + body.length + "\r\n\r\n");
        byte[] whole = new byte[head.length + body.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        return whole;
    }

    static byte[] postJson(String body) {
        return post("application/json", "", body.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
