// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import dev.weir.http.admission.BodyAdmission;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** Decompresses a body up to its limits. Bytes beyond the limits are never held in memory. */
final class Decompression {
    /**
     * The maximum ratio of decompressed to compressed bytes.
     *
     * <p>It allows the most repetitive events that still differ: a thousand events of 4.9 KB that differ only by a
     * number. They reach a ratio of 120 with gzip, and between 500 and 1,000 with zstd. With random identities the
     * ratio is at most 155.
     */
    static final int MAX_RATIO = 1000;

    /** The ratio does not matter up to this size: a small body soon has a high ratio, and does no harm. */
    static final int RATIO_COUNTS_FROM_BYTES = 1024 * 1024;

    private Decompression() {}

    /** Decompresses the body into the buffer. The caller keeps the buffer, also after a failure. */
    static BodyOutcome decompress(Body compressed, ContentEncoding encoding, BodyBuffer unfolded, int maxBodyBytes) {
        if (compressed.length() == 0) {
            return new BodyOutcome.Corrupt(
                    String.format(Locale.ROOT, "The body is empty, but should be %s.", encoding.wireName()));
        }
        try (InputStream in =
                encoding.decompress(new ByteArrayInputStream(compressed.bytes(), 0, compressed.length()))) {
            while (unfolded.hasRoomFor(1)) {
                if (!unfolded.makeRoomFor(1)) {
                    return new BodyOutcome.NoRoom();
                }
                if (unfolded.readFrom(in) < 0) {
                    return unfolded.complete(compressed.length());
                }
            }
            // One more byte shows whether the body ends at the limit or exceeds it.
            if (in.read() < 0) {
                return unfolded.complete(compressed.length());
            }
            return unfolded.limitBytes() < maxBodyBytes
                    ? new BodyOutcome.TooCompressed(MAX_RATIO)
                    : new BodyOutcome.TooLarge(maxBodyBytes);
        } catch (IOException corrupt) {
            return new BodyOutcome.Corrupt(encoding.reason(corrupt));
        }
    }

    /** A buffer that is limited by size and by ratio. */
    static BodyBuffer bufferFor(Body compressed, int maxBodyBytes, BodyAdmission admission) {
        long mostByRatio = Math.max(RATIO_COUNTS_FROM_BYTES, (long) compressed.length() * MAX_RATIO);
        return new BodyBuffer((int) Math.min(maxBodyBytes, mostByRatio), -1, admission);
    }
}
