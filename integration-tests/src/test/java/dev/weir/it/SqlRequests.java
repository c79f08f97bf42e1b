// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;

/** Builds requests to ClickHouse's HTTP interface as clients write them. */
record SqlRequests(URI server) {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    HttpRequest.Builder to(Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .map(each -> encode(each.getKey()) + "=" + encode(each.getValue()))
                .collect(Collectors.joining("&"));
        return HttpRequest.newBuilder(server.resolve("/?" + query)).timeout(Duration.ofSeconds(30));
    }

    /** A request with a multipart form. */
    HttpRequest.Builder form(Map<String, String> parameters, Map<String, String> fields, Map<String, String> files) {
        String boundary = "d4f1c2b3";
        StringBuilder body = new StringBuilder();
        fields.forEach((name, value) -> body.append("--" + boundary + "\r\nContent-Disposition: form-data; name=\""
                + name + "\"\r\n\r\n" + value + "\r\n"));
        files.forEach((name, value) ->
                body.append("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\""
                        + name + "\"\r\nContent-Type: application/octet-stream\r\n\r\n" + value + "\r\n"));
        body.append("--" + boundary + "--\r\n");
        return to(parameters)
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(BodyPublishers.ofString(body.toString()));
    }

    static HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static byte[] compressed(String encoding, byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out =
                switch (encoding) {
                    case "lz4" -> new LZ4FrameOutputStream(bytes);
                    case "zstd" -> new ZstdOutputStream(bytes);
                    case "gzip" -> new GZIPOutputStream(bytes);
                    default -> throw new IllegalArgumentException(encoding);
                }) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    static byte[] decompressed(String encoding, byte[] bytes) throws IOException {
        InputStream compressed = new ByteArrayInputStream(bytes);
        try (InputStream in =
                switch (encoding) {
                    case "lz4" -> new LZ4FrameInputStream(compressed);
                    case "zstd" -> new ZstdInputStream(compressed);
                    case "gzip" -> new GZIPInputStream(compressed);
                    case "deflate" -> new InflaterInputStream(compressed);
                    case "identity" -> compressed;
                    default -> throw new IllegalArgumentException(encoding);
                }) {
            return in.readAllBytes();
        }
    }

    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }
}
