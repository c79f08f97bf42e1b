// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The compression of a request's body.
 *
 * <p>gzip uses commons-compress: the JDK's decoder ignores a damaged member after the first one, and its events would
 * be lost silently. zstd uses the library of Kafka's client.
 */
public enum ContentEncoding {
    IDENTITY,
    GZIP,
    ZSTD;

    /** 8 MiB, the largest window that RFC 9659 allows. A frame may request gigabytes. */
    private static final int ZSTD_MAX_WINDOW_LOG = 23;

    /** Returns null if the encoding is not supported; the response has been sent then. */
    public static @Nullable ContentEncoding of(HttpServerExchange exchange) {
        String header = RequestHeaders.list(exchange, Headers.CONTENT_ENCODING);
        return switch (header == null ? "" : coding(header)) {
            case "" -> IDENTITY;
            case "gzip", "x-gzip" -> GZIP;
            case "zstd" -> ZSTD;
            default -> {
                ErrorAnswers.send(
                        exchange,
                        ApiError.UNSUPPORTED_ENCODING,
                        "Content-Encoding",
                        "This Content-Encoding is not supported; send the body uncompressed, or compressed once"
                                + " with gzip or zstd.");
                yield null;
            }
        };
    }

    /** The codings in the list except {@code identity}, in lower case. */
    private static String coding(String header) {
        return Arrays.stream(header.split(",", -1))
                .map(coding -> coding.strip().toLowerCase(Locale.ROOT))
                .filter(coding -> !coding.isEmpty() && !coding.equals("identity"))
                .collect(Collectors.joining(","));
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Decompresses all members or frames of a body. Reading throws an exception if the body is damaged or truncated.
     */
    InputStream decompress(InputStream compressed) throws IOException {
        return switch (this) {
            case IDENTITY -> compressed;
            case GZIP ->
                GzipCompressorInputStream.builder()
                        .setInputStream(compressed)
                        .setDecompressConcatenated(true)
                        .get();
            case ZSTD -> new ZstdInputStreamNoFinalizer(compressed).setLongMax(ZSTD_MAX_WINDOW_LOG);
        };
    }

    /** Why a body could not be decompressed, in one sentence. */
    String reason(IOException failure) {
        if (failure instanceof EOFException
                || String.valueOf(failure.getMessage()).startsWith("Truncated")) {
            return String.format(Locale.ROOT, "The body is incomplete: its %s stream ends too early.", wireName());
        }
        if (failure instanceof ZstdIOException zstd && zstd.getErrorCode() == Zstd.errFrameParameterWindowTooLarge()) {
            return String.format(
                    Locale.ROOT,
                    "The body's zstd window is larger than %d MiB; compress it with a smaller one.",
                    1 << (ZSTD_MAX_WINDOW_LOG - 20));
        }
        return String.format(Locale.ROOT, "The body is not %s, or is damaged: %s.", wireName(), failure.getMessage());
    }
}
