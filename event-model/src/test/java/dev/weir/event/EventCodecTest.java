// SPDX-License-Identifier: Apache-2.0
package dev.weir.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventCodecTest {
    /** A schema of an earlier release, before optional fields were added. */
    private static final Schema EARLIER = SchemaBuilder.record("Event")
            .namespace("dev.weir")
            .fields()
            .requiredString("event_id")
            .requiredBoolean("event_id_assigned")
            .requiredString("type")
            .requiredLong("timestamp")
            .requiredString("user_id")
            .endRecord();

    private final EventCodec codec = new EventCodec();

    @Property
    void decodesWhatItEncodes(@ForAll("events") Event event) throws UndecodableEventException {
        assertThat(codec.decode(codec.encode(event))).isEqualTo(event);
    }

    @Property
    void writesRecordsThatAvroReads(@ForAll("events") Event event) throws IOException {
        GenericRecord read = new BinaryMessageDecoder<GenericRecord>(new GenericData(), EventCodec.SCHEMA)
                .decode(codec.encode(event));

        assertThat(read.get("event_id")).hasToString(event.eventId());
        assertThat(read.get("event_id_assigned")).isEqualTo(event.eventIdAssigned());
        assertThat(read.get("type")).hasToString(event.type());
        assertThat(read.get("timestamp")).isEqualTo(event.timestamp());
        assertThat(read.get("user_id")).hasToString(event.userId());
        assertThat(optionalText(read, "video_id")).isEqualTo(event.videoId());
        assertThat(optionalText(read, "session_id")).isEqualTo(event.sessionId());
        assertThat(read.get("value")).isEqualTo(event.value());
        assertThat(optionalText(read, "properties")).isEqualTo(event.properties());
    }

    @Property
    void refusesATruncatedRecord(@ForAll("events") Event event) {
        byte[] whole = codec.encode(event);
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> codec.decode(part)).isInstanceOf(UndecodableEventException.class);
        }
    }

    @Property
    void decodesOrRefusesAnyBytes(@ForAll byte[] noise, @ForAll("events") Event event) {
        byte[] damaged = codec.encode(event);
        for (int i = 0; i < noise.length; i++) {
            damaged[10 + Math.floorMod(noise[i] * 31 + i, damaged.length - 10)] = noise[i];
        }
        for (byte[] bytes : List.of(noise, damaged)) {
            try {
                assertThat(codec.decode(bytes)).isNotNull();
            } catch (UndecodableEventException refused) {
                assertThat(refused).hasMessageMatching("not .*|damaged at byte \\d+: .*");
            }
        }
    }

    @Test
    void refusesBytesAfterTheLastField() {
        byte[] whole = codec.encode(Event.of("e", "signup", 0, "u"));

        assertThatThrownBy(() -> codec.decode(Arrays.copyOf(whole, whole.length + 1)))
                .hasMessageContaining("bytes follow the last field");
    }

    @Test
    void refusesAStringThatIsNotUtf8() throws Exception {
        byte[] whole = codec.encode(Event.of("e\uFFFD", "signup", 0, "u\uFFFD"));
        assertThat(codec.decode(whole).userId()).isEqualTo("u\uFFFD");
        int user = indexOf(whole, "u\uFFFD") + 1;

        whole[user] = (byte) 0xFF;

        assertThatThrownBy(() -> codec.decode(whole))
                .isInstanceOf(UndecodableEventException.class)
                .hasMessage("damaged at byte %d: a string is not UTF-8", user);
    }

    @Test
    void refusesAStringOfAnEarlierReleaseThatIsNotUtf8() throws Exception {
        byte[] written = writtenEarlier(new org.apache.avro.util.Utf8(new byte[] {'u', (byte) 0xC3}));

        assertThatThrownBy(() -> new EventCodec(List.of(EARLIER)).decode(written))
                .isInstanceOf(UndecodableEventException.class)
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void readsARecordWrittenBeforeAFieldWasAdded() throws Exception {
        byte[] written = writtenEarlier("ann");

        assertThat(new EventCodec(List.of(EARLIER)).decode(written))
                .isEqualTo(Event.of("e1", "signup", 5, "ann").withEventId("e1", true));
        assertThatThrownBy(() -> codec.decode(written)).isInstanceOf(UndecodableEventException.class);
    }

    /** Every stored record names its schema by this fingerprint. A change here is a change of the wire contract. */
    @Test
    void keepsTheFingerprintOfThisRelease() {
        byte[] header = Arrays.copyOf(codec.encode(Event.of("e", "t", 0, "u")), 10);

        assertThat(HexFormat.of().formatHex(header)).isEqualTo("c301b2800076e9039552");
    }

    @Provide
    Arbitrary<Event> events() {
        Arbitrary<String> text = Arbitraries.strings().ofMaxLength(20).filter(Strings::isWellFormed);
        return Combinators.combine(
                        text,
                        Arbitraries.of(true, false),
                        text,
                        Arbitraries.longs(),
                        text,
                        text.injectNull(0.3).list().ofSize(3),
                        Arbitraries.doubles().injectNull(0.3))
                .as((id, assigned, type, timestamp, user, optional, value) -> new Event(
                        id, assigned, type, timestamp, user, optional.get(0), optional.get(1), value, optional.get(2)));
    }

    private static byte[] writtenEarlier(CharSequence userId) throws IOException {
        return bytes(new BinaryMessageEncoder<GenericRecord>(new GenericData(), EARLIER)
                .encode(new GenericRecordBuilder(EARLIER)
                        .set("event_id", "e1")
                        .set("event_id_assigned", true)
                        .set("type", "signup")
                        .set("timestamp", 5L)
                        .set("user_id", userId)
                        .build()));
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, ISO_8859_1).indexOf(new String(text.getBytes(UTF_8), ISO_8859_1));
    }

    private static @Nullable String optionalText(GenericRecord read, String field) {
        Object text = read.get(field);
        return text == null ? null : text.toString();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
