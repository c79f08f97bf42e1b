// SPDX-License-Identifier: Apache-2.0
package dev.weir.event;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and decodes events in Avro's single-object encoding. It consists of {@code C3 01}, the CRC-64-AVRO
 * fingerprint of the writer's schema in little-endian order, and the fields (Avro specification 1.12, "Single-object
 * encoding").
 *
 * <p>The current schema is read and written by hand, directly from and to bytes, because both the gateway and the job
 * do this for every event. Events from earlier releases are read with Avro's schema resolution, by their fingerprint.
 * Not thread-safe: use one instance per thread.
 */
public final class EventCodec {
    /** The schema that {@link #encode} writes. */
    public static final Schema SCHEMA = parse("event.avsc");

    /** The schemas of earlier releases, newest first. When a field is added, the previous schema moves here. */
    private static final List<Schema> EARLIER_SCHEMAS = List.of();

    private static final byte[] HEADER = header(SCHEMA);

    private final WireWriter writer = new WireWriter();
    private final BinaryMessageDecoder<GenericRecord> resolving = new BinaryMessageDecoder<>(new GenericData(), SCHEMA);

    public EventCodec() {
        this(EARLIER_SCHEMAS);
    }

    EventCodec(List<Schema> earlierSchemas) {
        earlierSchemas.forEach(resolving::addSchema);
    }

    public byte[] encode(Event event) {
        writer.reset();
        writer.fixed(HEADER);
        writer.string(event.eventId());
        writer.bool(event.eventIdAssigned());
        writer.string(event.type());
        writer.number(event.timestamp());
        writer.string(event.userId());
        writer.optionalString(event.videoId());
        writer.optionalString(event.sessionId());
        writer.optionalDouble(event.value());
        writer.optionalString(event.properties());
        return writer.toByteArray();
    }

    /** @throws UndecodableEventException if the bytes are not exactly one event of a known schema */
    public Event decode(byte[] bytes) throws UndecodableEventException {
        if (bytes.length < HEADER.length || bytes[0] != HEADER[0] || bytes[1] != HEADER[1]) {
            throw new UndecodableEventException("not in Avro's single-object encoding");
        }
        if (!Arrays.equals(bytes, 0, HEADER.length, HEADER, 0, HEADER.length)) {
            return decodeEarlier(bytes);
        }
        WireReader reader = new WireReader(bytes, HEADER.length);
        Event event = new Event(
                reader.string(),
                reader.bool(),
                reader.string(),
                reader.number(),
                reader.string(),
                reader.optionalString(),
                reader.optionalString(),
                reader.optionalDouble(),
                reader.optionalString());
        if (!reader.isAtEnd()) {
            throw reader.damaged("bytes follow the last field");
        }
        return event;
    }

    private Event decodeEarlier(byte[] bytes) throws UndecodableEventException {
        try {
            GenericRecord fields = resolving.decode(bytes);
            return new Event(
                    text(fields.get("event_id")),
                    (Boolean) fields.get("event_id_assigned"),
                    text(fields.get("type")),
                    (Long) fields.get("timestamp"),
                    text(fields.get("user_id")),
                    optionalText(fields.get("video_id")),
                    optionalText(fields.get("session_id")),
                    (Double) fields.get("value"),
                    optionalText(fields.get("properties")));
        } catch (IOException | RuntimeException unreadable) {
            // Avro throws many kinds of exceptions for damaged bytes.
            throw new UndecodableEventException("not readable with its schema: " + unreadable.getMessage(), unreadable);
        }
    }

    private static @Nullable String optionalText(@Nullable Object field) throws UndecodableEventException {
        return field == null ? null : text(field);
    }

    private static String text(Object field) throws UndecodableEventException {
        if (field instanceof org.apache.avro.util.Utf8 utf8
                && Utf8.firstInvalid(utf8.getBytes(), 0, utf8.getByteLength()) >= 0) {
            throw new UndecodableEventException("a string is not UTF-8");
        }
        return field.toString();
    }

    private static byte[] header(Schema schema) {
        long fingerprint = SchemaNormalization.parsingFingerprint64(schema);
        byte[] header = new byte[10];
        header[0] = (byte) 0xC3;
        header[1] = 0x01;
        for (int i = 0; i < 8; i++) {
            header[2 + i] = (byte) (fingerprint >>> 8 * i);
        }
        return header;
    }

    private static Schema parse(String resource) {
        try (InputStream in = EventCodec.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            return new Schema.Parser().parse(in);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
