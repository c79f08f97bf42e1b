// SPDX-License-Identifier: Apache-2.0
package dev.weir.testbed;

import java.nio.charset.StandardCharsets;

/** Builds whole {@code POST /events} requests as bytes, for clients that write to a socket themselves. */
public final class PostBytes {
    private PostBytes() {}

    public static byte[] json(String body) {
        return json(body.getBytes(StandardCharsets.UTF_8));
    }

    public static byte[] json(byte[] body) {
        return of("application/json", "", body);
    }

    /** @param encoding the encoding of the body, or empty */
    public static byte[] of(String contentType, String encoding, byte[] body) {
        byte[] head = ("POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + contentType + "\r\n"
                        + (encoding.isEmpty() ? "" : "Content-Encoding: " + encoding + "\r\n") + "Content-Length: "
                        + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = new byte[head.length + body.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        return whole;
    }
}
