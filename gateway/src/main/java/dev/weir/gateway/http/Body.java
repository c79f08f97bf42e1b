package dev.weir.gateway.http;

/** A request's whole body, decompressed. The array is handed over, not copied, and may be longer than the body. */
public final class Body {
    private final byte[] bytes;
    private final int length;

    public Body(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
    }

    /** Only the first {@link #length} of them are the body's. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }
}
