// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import dev.weir.testbed.PostBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Small compressed bodies that become large, or that claim to. */
final class Bombs {
    /** The size of a body after decompression. */
    static final int DECOMPRESSED_BYTES = 256 << 20;

    private static final byte BLANK = ' ';

    // RFC 8878, section 3.1.1: the format of a zstd frame.
    private static final byte[] ZSTD_MAGIC = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};
    private static final int ZSTD_BLOCK_BYTES = 128 << 10;
    private static final int ZSTD_RLE_BLOCK = 1;

    /** The exponent in a window descriptor counts from here. */
    private static final int ZSTD_LEAST_WINDOW_LOG = 10;

    private Bombs() {}

    static List<Request> requests() {
        byte[] gzip = gzip(DECOMPRESSED_BYTES);
        return List.of(
                bomb("gzip", gzip),
                bomb("zstd", zstd(DECOMPRESSED_BYTES, 20)),
                bomb("gzip", twice(gzip)),
                // Only a few bytes, but a decoder should reserve 2 GiB for them.
                bomb("zstd", zstd(ZSTD_BLOCK_BYTES, 31)));
    }

    /** A gzip bomb of blanks, which are valid before any JSON. */
    static byte[] gzip(int decompressedBytes) {
        byte[] blanks = new byte[1 << 20];
        Arrays.fill(blanks, BLANK);
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bomb)) {
            for (int written = 0; written < decompressedBytes; written += blanks.length) {
                gzip.write(blanks, 0, Math.min(blanks.length, decompressedBytes - written));
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bomb.toByteArray();
    }

    /**
     * A zstd bomb of blanks, at four bytes for each 128 KiB.
     *
     * @param windowLog the window that a decoder should keep in memory, as a power of two
     */
    static byte[] zstd(int decompressedBytes, int windowLog) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(ZSTD_MAGIC);
        frame.write(0); // A window descriptor follows; no size, no checksum, no dictionary.
        frame.write((windowLog - ZSTD_LEAST_WINDOW_LOG) << 3);
        for (int left = decompressedBytes; left > 0; left -= ZSTD_BLOCK_BYTES) {
            int size = Math.min(left, ZSTD_BLOCK_BYTES);
            int isLast = left <= ZSTD_BLOCK_BYTES ? 1 : 0;
            int header = size << 3 | ZSTD_RLE_BLOCK << 1 | isLast;
            frame.write(header);
            frame.write(header >> 8);
            frame.write(header >> 16);
            frame.write(BLANK);
        }
        return frame.toByteArray();
    }

    private static byte[] twice(byte[] bytes) {
        byte[] twice = Arrays.copyOf(bytes, 2 * bytes.length);
        System.arraycopy(bytes, 0, twice, bytes.length, bytes.length);
        return twice;
    }

    private static Request bomb(String encoding, byte[] body) {
        return Request.of(PostBytes.of("application/json", encoding, body));
    }
}
