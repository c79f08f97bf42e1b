// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.contract;

import dev.weir.http.RequestHeaders;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.ETag;
import io.undertow.util.ETagUtils;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.QValueParser;
import io.undertow.util.StatusCodes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Serves a file of the class path, compressed if the client accepts it. The file is in memory from the start, so that
 * no IO thread waits for a disk. Clients may cache it. Unless told otherwise, they revalidate it with each request.
 */
final class Asset implements HttpHandler {
    private static final String REVALIDATED = "no-cache";
    private static final HttpString CONTENT_TYPE_OPTIONS = new HttpString("X-Content-Type-Options");

    private final byte[] bytes;
    private final String contentType;
    private final String caching;
    private final Representation plain;
    private final Representation compressed;

    /** The bytes to send, and their tag. */
    private record Representation(ByteBuffer body, ETag tag) {
        static Representation of(byte[] bytes) {
            CRC32C checksum = new CRC32C();
            checksum.update(bytes);
            return new Representation(
                    ByteBuffer.wrap(bytes),
                    new ETag(false, Long.toHexString(checksum.getValue()) + "-" + bytes.length));
        }
    }

    private Asset(byte[] bytes, String contentType, String caching) {
        this.bytes = bytes;
        this.contentType = contentType;
        this.caching = caching;
        this.plain = Representation.of(bytes);
        this.compressed = Representation.of(gzip(bytes));
    }

    /** Loads a file from the package of this class. */
    static Asset own(String name, String contentType) {
        return of("/" + Asset.class.getPackageName().replace('.', '/') + "/" + name, contentType);
    }

    /** Loads a text from the package of this class, and edits it, for example to insert configured values. */
    static Asset ownText(String name, String contentType, UnaryOperator<String> edit) {
        return own(name, contentType).edited(REVALIDATED, edit);
    }

    /** Loads a file that the module {@code web} has built. */
    static Asset web(String name, String contentType) {
        return of("/dev/weir/web/" + name, contentType);
    }

    /** @param path absolute, on the class path */
    static Asset of(String path, String contentType) {
        try (InputStream in = Asset.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is not on the class path.");
            }
            return new Asset(in.readAllBytes(), contentType, REVALIDATED);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The text of this file after an edit, with another {@code Cache-Control}. */
    Asset edited(String otherCaching, UnaryOperator<String> edit) {
        String text = edit.apply(new String(bytes, StandardCharsets.UTF_8));
        return new Asset(text.getBytes(StandardCharsets.UTF_8), contentType, otherCaching);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        boolean isCompressed = acceptsGzip(exchange);
        Representation representation = isCompressed ? compressed : plain;
        exchange.getResponseHeaders()
                .add(Headers.VARY, "Accept-Encoding")
                .put(Headers.ETAG, representation.tag().toString())
                .put(Headers.CACHE_CONTROL, caching)
                .put(CONTENT_TYPE_OPTIONS, "nosniff");
        if (ETagUtils.handleIfNoneMatch(exchange, representation.tag(), true)) {
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, contentType);
            if (isCompressed) {
                exchange.getResponseHeaders().put(Headers.CONTENT_ENCODING, "gzip");
            }
            exchange.getResponseSender().send(representation.body().asReadOnlyBuffer());
        } else {
            exchange.setStatusCode(StatusCodes.NOT_MODIFIED).endExchange();
        }
    }

    private static boolean acceptsGzip(HttpServerExchange exchange) {
        @Nullable String accepted = RequestHeaders.list(exchange, Headers.ACCEPT_ENCODING);
        return accepted != null
                && QValueParser.parse(List.of(accepted)).stream()
                        .flatMap(List::stream)
                        .anyMatch(encoding -> encoding.getValue().equalsIgnoreCase("gzip") && !encoding.isQValueZero());
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }
}
