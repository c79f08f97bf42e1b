package dev.weir.gateway.http;

/** What became of reading a request's body. */
public sealed interface BodyOutcome {
    /** The body belongs to whoever gets it. */
    record Complete(Body body) implements BodyOutcome {}

    /** Longer than allowed, before or after decompression. */
    record TooLarge(long limitBytes) implements BodyOutcome {}

    /** Unfolds to more than this many times its size; only counted beyond the first bytes. */
    record TooCompressed(int limitRatio) implements BodyOutcome {}

    /** Not what its {@code Content-Encoding} says; the reason is a sentence. */
    record Corrupt(String reason) implements BodyOutcome {}

    /** The client takes too long; the reason is a sentence. */
    record TooSlow(String reason) implements BodyOutcome {}

    /** Too much is being read, or waits to be worked on, at the moment. */
    record NoRoom() implements BodyOutcome {}
}
