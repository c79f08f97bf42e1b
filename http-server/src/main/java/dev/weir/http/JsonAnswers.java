// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** Sends JSON responses. May be called from any thread, once per request; never blocks. */
public final class JsonAnswers {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonAnswers() {}

    /** Writes one JSON value. */
    @FunctionalInterface
    public interface Body {
        void writeTo(JsonGenerator json) throws IOException;
    }

    public static void send(HttpServerExchange exchange, int status, Body body) {
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getResponseSender().send(ByteBuffer.wrap(toBytes(body)));
    }

    /** Writes JSON in UTF-8, and closes the stream. */
    public static void write(OutputStream out, Body body) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            body.writeTo(json);
        }
    }

    private static byte[] toBytes(Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try {
            write(bytes, body);
        } catch (IOException impossible) {
            throw new UncheckedIOException("A byte array refused bytes.", impossible);
        }
        return bytes.toByteArray();
    }
}
