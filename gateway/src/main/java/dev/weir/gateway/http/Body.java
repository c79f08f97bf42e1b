package dev.weir.gateway.http;

/** A request's whole body, decompressed. The array is handed over, not copied, and may be longer than the body. */
public final class Body {
    private final byte[] bytes;
    private final int length;
    private final int receivedBytes;

    /** A body that was sent as it is. */
    public Body(byte[] bytes, int length) {
        this(bytes, length, length);
    }

    private Body(byte[] bytes, int length, int receivedBytes) {
        this.bytes = bytes;
        this.length = length;
        this.receivedBytes = receivedBytes;
    }

    /** The same, which came in fewer bytes. */
    Body compressedTo(int sentBytes) {
        return new Body(bytes, length, sentBytes);
    }

    /** Only the first {@link #length} of them are the body's. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    /** How much of the network it took. */
    public int receivedBytes() {
        return receivedBytes;
    }
}
