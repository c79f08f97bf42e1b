// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import java.time.Duration;

/**
 * How long a peer may keep a connection without progress.
 *
 * @param handshake for the whole TLS handshake
 * @param head for a request's first line and headers, from their first byte to the last
 * @param idle between two requests
 * @param silence while bytes of a body or of the next request are expected; over HTTP/2 until bytes go in either
 *     direction. It also closes idle connections, so it must not be shorter than {@code idle}
 * @param unread until the peer reads more of a pending response
 */
record SocketTimeouts(Duration handshake, Duration head, Duration idle, Duration silence, Duration unread) {
    static final SocketTimeouts DEFAULT = new SocketTimeouts(
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30));
}
