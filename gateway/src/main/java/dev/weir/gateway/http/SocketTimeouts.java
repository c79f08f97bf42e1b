package dev.weir.gateway.http;

import java.time.Duration;

/**
 * How long a peer may keep a connection for nothing.
 *
 * @param handshake for all of TLS's handshake
 * @param head for a request's first line and headers, from their first byte to the last
 * @param idle between two requests
 * @param silence while bytes are expected, of a body or of the next request: so it ends an idle connection as well, and must not
 *     be shorter than {@code idle}
 * @param unread until the peer takes more of an answer that waits for it
 */
record SocketTimeouts(Duration handshake, Duration head, Duration idle, Duration silence, Duration unread) {
    static final SocketTimeouts DEFAULT = new SocketTimeouts(
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30));
}
