// SPDX-License-Identifier: Apache-2.0
package dev.weir.event;

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
import org.junit.jupiter.api.Test;

class EventCodecTest {
    private final EventCodec codec = new EventCodec();

    @Property
    void decodesWhatItEncodes(@ForAll("events") Event event) throws UndecodableEventException {
        assertThat(codec.decode(codec.encode(event))).isEqualTo(event);
    }

    @Property
    void writesWhatAvroReads(@ForAll("events") Event event) throws IOException {
        GenericRecord read = new BinaryMessageDecoder<GenericRecord>(new GenericData(), EventCodec.SCHEMA)
                .decode(codec.encode(event));

        assertThat(read.get("event_id")).hasToString(event.eventId());
        assertThat(read.get("event_id_assigned")).isEqualTo(event.eventIdAssigned());
        assertThat(read.get("timestamp")).isEqualTo(event.timestamp());
        assertThat(read.get("user_id")).hasToString(event.userId());
        assertThat(String.valueOf(read.get("video_id"))).isEqualTo(String.valueOf(event.videoId()));
        assertThat(read.get("value")).isEqualTo(event.value());
        assertThat(String.valueOf(read.get("properties"))).isEqualTo(String.valueOf(event.properties()));
    }

    @Property
    void refusesEveryPrefix(@ForAll("events") Event event) {
        byte[] whole = codec.encode(event);
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> codec.decode(part)).isInstanceOf(UndecodableEventException.class);
        }
    }

    @Property
    void answersAnyBytesWithAnEventOrTheRefusal(@ForAll byte[] noise, @ForAll("events") Event event) {
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
    void refusesBytesBehindTheLastField() {
        byte[] whole = codec.encode(new Event("e", false, "signup", 0, "u", null, null, null, null));

        assertThatThrownBy(() -> codec.decode(Arrays.copyOf(whole, whole.length + 1)))
                .hasMessageContaining("bytes follow the last field");
    }

    @Test
    void refusesAStringThatIsNotUtf8() throws Exception {
        byte[] whole = codec.encode(new Event("e\uFFFD", false, "signup", 0, "u\uFFFD", null, null, null, null));
        assertThat(codec.decode(whole).userId()).isEqualTo("u\uFFFD");
        int user = whole.length - 7;
        assertThat(whole[user - 1]).isEqualTo((byte) 'u');

        whole[user] = (byte) 0xFF;

        assertThatThrownBy(() -> codec.decode(whole))
                .isInstanceOf(UndecodableEventException.class)
                .hasMessage("damaged at byte %d: a string is not UTF-8", user);
    }

    @Test
    void refusesAStringOfAnEarlierReleaseThatIsNotUtf8() throws Exception {
        Schema earlier = SchemaBuilder.record("Event")
                .namespace("dev.weir")
                .fields()
                .requiredString("event_id")
                .requiredBoolean("event_id_assigned")
                .requiredString("type")
                .requiredLong("timestamp")
                .requiredString("user_id")
                .endRecord();
        byte[] written = bytes(new BinaryMessageEncoder<GenericRecord>(new GenericData(), earlier)
                .encode(new GenericRecordBuilder(earlier)
                        .set("event_id", "e1")
                        .set("event_id_assigned", true)
                        .set("type", "signup")
                        .set("timestamp", 5L)
                        .set("user_id", new org.apache.avro.util.Utf8(new byte[] {'u', (byte) 0xC3}))
                        .build()));

        assertThatThrownBy(() -> new EventCodec(List.of(earlier)).decode(written))
                .isInstanceOf(UndecodableEventException.class)
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void readsARecordWrittenBeforeAFieldWasAdded() throws Exception {
        Schema earlier = SchemaBuilder.record("Event")
                .namespace("dev.weir")
                .fields()
                .requiredString("event_id")
                .requiredBoolean("event_id_assigned")
                .requiredString("type")
                .requiredLong("timestamp")
                .requiredString("user_id")
                .endRecord();
        byte[] written = bytes(new BinaryMessageEncoder<GenericRecord>(new GenericData(), earlier)
                .encode(new GenericRecordBuilder(earlier)
                        .set("event_id", "e1")
                        .set("event_id_assigned", true)
                        .set("type", "signup")
                        .set("timestamp", 5L)
                        .set("user_id", "ann")
                        .build()));

        assertThat(new EventCodec(List.of(earlier)).decode(written))
                .isEqualTo(new Event("e1", true, "signup", 5, "ann", null, null, null, null));
        assertThatThrownBy(() -> codec.decode(written)).isInstanceOf(UndecodableEventException.class);
    }

    /** Every stored record names its schema by this fingerprint. A change here is a change of the wire contract. */
    @Test
    void keepsTheFingerprintOfThisRelease() {
        byte[] header = Arrays.copyOf(codec.encode(new Event("e", false, "t", 0, "u", null, null, null, null)), 10);

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
                        text.injectNull(0.3),
                        Arbitraries.doubles().injectNull(0.3),
                        text.injectNull(0.3))
                .as((id, assigned, type, timestamp, user, optional, value, properties) ->
                        new Event(id, assigned, type, timestamp, user, optional, optional, value, properties));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
