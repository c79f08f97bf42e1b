// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;

/** The supported compression methods of HTTP bodies. */
enum BodyEncodings {
    GZIP("gzip"),
    DEFLATE("deflate"),
    ZSTD("zstd"),
    LZ4("lz4");

    private static final int BUFFER_BYTES = 1 << 16;

    private final String token;

    BodyEncodings(String token) {
        this.token = token;
    }

    String token() {
        return token;
    }

    /**
     * The encoding of a request's body.
     *
     * @param contentEncoding the header; empty if it is missing
     * @return empty if the body is not compressed
     * @throws EngineException if the encoding is not supported
     */
    static Optional<BodyEncodings> ofRequest(String contentEncoding) throws EngineException {
        String name = contentEncoding.strip().toLowerCase(Locale.ROOT);
        if (name.isEmpty() || name.equals("identity")) {
            return Optional.empty();
        }
        Optional<BodyEncodings> known =
                Arrays.stream(values()).filter(one -> one.token.equals(name)).findFirst();
        if (known.isEmpty()) {
            throw new EngineException(
                    48,
                    "NOT_IMPLEMENTED",
                    "Content-Encoding " + contentEncoding + " is not supported; gzip, deflate, zstd and lz4 are");
        }
        return known;
    }

    /** The first of these encodings that {@code Accept-Encoding} allows. */
    static Optional<BodyEncodings> accepted(String acceptEncoding) {
        List<String> allowed = Arrays.stream(
                        acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1))
                .map(part -> part.replaceAll("\\s", ""))
                .filter(part -> !part.matches(".*;q=0(\\.0*)?"))
                .map(part -> part.replaceFirst(";.*", ""))
                .toList();
        return Arrays.stream(values())
                .filter(one -> allowed.contains(one.token))
                .findFirst();
    }

    InputStream decode(InputStream encoded) throws IOException {
        return switch (this) {
            case GZIP -> new GZIPInputStream(encoded, BUFFER_BYTES);
            case DEFLATE -> new InflaterInputStream(encoded);
            case ZSTD -> new ZstdInputStream(encoded);
            case LZ4 -> new LZ4FrameInputStream(encoded);
        };
    }

    OutputStream encode(OutputStream plain) throws IOException {
        return switch (this) {
            case GZIP -> new GZIPOutputStream(plain, BUFFER_BYTES);
            case DEFLATE -> new DeflaterOutputStream(plain);
            case ZSTD -> new ZstdOutputStream(plain);
            case LZ4 -> new LZ4FrameOutputStream(plain);
        };
    }
}
