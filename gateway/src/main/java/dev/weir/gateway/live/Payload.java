// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.gateway.query.RepeatedAnswer;
import dev.weir.gateway.query.RepeatedRead;
import dev.weir.http.JsonAnswers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/** What a feed says at a time. All its streams send the same bytes. */
final class Payload {
    private enum Kind {
        /** The lines of an event, except for its name. */
        EVENT,
        /** The JSON of a problem, to which each stream adds the number of its query. */
        PROBLEM
    }

    private final long number;
    private final Kind kind;
    private final byte[] bytes;

    private Payload(long number, Kind kind, byte[] bytes) {
        this.number = number;
        this.kind = kind;
        this.bytes = bytes;
    }

    static Payload of(long number, RepeatedAnswer answer, Instant now) {
        String asOf = answer.writtenAsOf();
        String id = asOf == null ? "" : "id: " + asOf + "\n";
        try {
            return new Payload(number, Kind.EVENT, lines(id, answer.json(now)));
        } catch (IOException impossible) {
            throw new UncheckedIOException("Memory refused bytes.", impossible);
        }
    }

    static Payload of(long number, RepeatedRead.Problem problem) {
        byte[] json = bytes(generator -> {
            generator.writeStartObject();
            generator.writeObjectFieldStart("error");
            generator.writeStringField("code", problem.error().code());
            generator.writeStringField("message", problem.message());
            generator.writeEndObject();
            generator.writeEndObject();
        });
        return new Payload(number, Kind.PROBLEM, json);
    }

    /** @param json without line breaks */
    static Payload of(long number, byte[] json) {
        return new Payload(number, Kind.EVENT, lines("", json));
    }

    /** Rises with each payload of a feed. */
    long number() {
        return number;
    }

    /**
     * The event of a stream.
     *
     * @param name the line with the name of the event
     * @param query the number of the query in the stream
     */
    List<ByteBuffer> event(byte[] name, int query) {
        if (kind == Kind.EVENT) {
            return List.of(ByteBuffer.wrap(name), ByteBuffer.wrap(bytes));
        }
        return List.of(
                ByteBuffer.wrap("event: problem\ndata: ".getBytes(UTF_8)),
                ByteBuffer.wrap(bytes, 0, bytes.length - 1),
                ByteBuffer.wrap((",\"query\":" + query + "}\n\n").getBytes(UTF_8)));
    }

    static byte[] bytes(JsonAnswers.Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try {
            JsonAnswers.write(bytes, body);
        } catch (IOException impossible) {
            throw new UncheckedIOException("Memory refused bytes.", impossible);
        }
        return bytes.toByteArray();
    }

    private static byte[] lines(String id, byte[] json) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream(json.length + 64);
        lines.writeBytes((id + "data: ").getBytes(UTF_8));
        lines.writeBytes(json);
        lines.writeBytes("\n\n".getBytes(UTF_8));
        return lines.toByteArray();
    }
}
