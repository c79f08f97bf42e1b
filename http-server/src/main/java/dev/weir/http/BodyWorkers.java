// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import java.util.concurrent.Executor;

/**
 * The thread pools that process bodies. Bodies that are large or may decompress to much take long. They have their own
 * pool, so that a small body never waits behind them.
 *
 * @param quick for small bodies; may reject tasks
 * @param patient for the others; may reject tasks
 */
public record BodyWorkers(Executor quick, Executor patient) {
    /** A thousand events of typical size. */
    private static final int MOST_QUICK_BYTES = 256 * 1024;

    /** Lower, because such a body may decompress to many times its size. */
    private static final int MOST_QUICK_COMPRESSED_BYTES = 16 * 1024;

    Executor of(Body body, ContentEncoding encoding) {
        int most = encoding == ContentEncoding.IDENTITY ? MOST_QUICK_BYTES : MOST_QUICK_COMPRESSED_BYTES;
        return body.length() <= most ? quick : patient;
    }
}
