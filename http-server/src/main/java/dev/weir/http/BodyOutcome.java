// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

/** The result of reading a request's body: the {@link Body}, or why there is none. */
public sealed interface BodyOutcome permits Body, BodyOutcome.Unread {
    /** No whole body. */
    sealed interface Unread extends BodyOutcome {}

    /** Longer than allowed, before or after decompression. */
    record TooLarge(long limitBytes) implements Unread {}

    /** Decompresses to more than this many times its size. The ratio counts only beyond the first MiB. */
    record TooCompressed(int limitRatio) implements Unread {}

    /** Does not match its {@code Content-Encoding}; the reason is one sentence. */
    record Corrupt(String reason) implements Unread {}

    /** The client sends too slowly; the reason is one sentence. */
    record TooSlow(String reason) implements Unread {}

    /** Too many bodies are being read, or wait to be processed. */
    record NoRoom() implements Unread {}
}
