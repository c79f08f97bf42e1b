package dev.weir.gateway.http;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** Decompresses gzip up to a limit: what a small body unfolds to beyond it is never held in memory. */
final class Gunzip {
    private static final int LEAST_BUFFER_BYTES = 8 * 1024;

    private Gunzip() {}

    static BodyOutcome decompress(Body compressed, int limitBytes) {
        try (GZIPInputStream in =
                new GZIPInputStream(new ByteArrayInputStream(compressed.bytes(), 0, compressed.length()), 8 * 1024)) {
            // One byte more than allowed tells a body at the limit from one beyond it.
            int most = limitBytes + 1;
            byte[] bytes = new byte[Math.min(most, Math.max(LEAST_BUFFER_BYTES, compressed.length() * 4))];
            int filled = 0;
            while (filled < most) {
                if (filled == bytes.length) {
                    bytes = Arrays.copyOf(bytes, Math.min(most, bytes.length * 2));
                }
                int read = in.read(bytes, filled, bytes.length - filled);
                if (read < 0) {
                    return new BodyOutcome.Complete(new Body(bytes, filled, compressed.length()));
                }
                filled += read;
            }
            return new BodyOutcome.TooLarge(limitBytes);
        } catch (EOFException truncated) {
            return new BodyOutcome.Corrupt("The body is not whole: its gzip stream ends too early.");
        } catch (IOException corrupt) {
            return new BodyOutcome.Corrupt("The body is not gzip, or is damaged: " + corrupt.getMessage() + ".");
        }
    }
}
