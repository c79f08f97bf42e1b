package dev.weir.gateway.http;

import java.util.concurrent.Executor;

/**
 * Those who work on bodies. Bodies that may take long, because they are large or may unfold to much, have workers of their own: a
 * small body never waits behind them.
 *
 * @param quick for small bodies; may reject
 * @param patient for the others; may reject
 */
public record BodyWorkers(Executor quick, Executor patient) {
    /** A thousand events of the usual size. */
    private static final int MOST_QUICK_BYTES = 256 * 1024;

    /** May unfold to many times its size. */
    private static final int MOST_QUICK_COMPRESSED_BYTES = 16 * 1024;

    Executor of(Body body, ContentEncoding encoding) {
        int most = encoding == ContentEncoding.IDENTITY ? MOST_QUICK_BYTES : MOST_QUICK_COMPRESSED_BYTES;
        return body.length() <= most ? quick : patient;
    }
}
