// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

/** The result of reading a request's body. */
public sealed interface BodyOutcome {
    /** The receiver owns the body. */
    record Complete(Body body) implements BodyOutcome {}

    /** Longer than allowed, before or after decompression. */
    record TooLarge(long limitBytes) implements BodyOutcome {}

    /** Decompresses to more than this many times its size. The ratio counts only beyond the first MiB. */
    record TooCompressed(int limitRatio) implements BodyOutcome {}

    /** Does not match its {@code Content-Encoding}; the reason is one sentence. */
    record Corrupt(String reason) implements BodyOutcome {}

    /** The client sends too slowly; the reason is one sentence. */
    record TooSlow(String reason) implements BodyOutcome {}

    /** Too many bodies are being read, or wait to be processed. */
    record NoRoom() implements BodyOutcome {}
}
