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

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
