// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Event;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SerializerTestBase;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class ReceivedEventSerializerTest extends SerializerTestBase<ReceivedEvent> {
    @Override
    protected TypeSerializer<ReceivedEvent> createSerializer() {
        return ReceivedEventSerializer.INSTANCE;
    }

    @Override
    protected int getLength() {
        return -1;
    }

    @Override
    protected Class<ReceivedEvent> getTypeClass() {
        return ReceivedEvent.class;
    }

    @Override
    protected ReceivedEvent[] getTestData() {
        return new ReceivedEvent[] {
            received(Event.of("e", "login", 1, "u")),
            received(new Event("e", true, "video_view", -1, "u", "v", "s", 0.1, "{\"a\":[1,2]}")),
            received(Event.of("日本", "a", Long.MAX_VALUE, "𝄞")
                    .withVideoId("ü")
                    .withValue(-0.0)
                    .withProperties("{}")),
            received(new Event("", false, "", Long.MIN_VALUE, "", "", "", Double.MAX_VALUE, "")),
            received(Event.of("e", "login", 1, "u")).withTraceParent("00-trace-span-01")
        };
    }

    @Test
    void flinkFindsTheSerializerOfTheType() {
        assertThat(TypeInformation.of(ReceivedEvent.class)
                        .createSerializer(new ExecutionConfig().getSerializerConfig()))
                .isSameAs(ReceivedEventSerializer.INSTANCE);
    }

    @Property
    void readsWhatItWrote(
            @ForAll long number,
            @ForAll boolean assigned,
            @ForAll String text,
            @ForAll String another,
            @ForAll double value)
            throws Exception {
        ReceivedEvent written = new ReceivedEvent(
                (int) number,
                ~number,
                number / 3,
                new Event(text, assigned, another, number, another, another, text, value, text));
        DataOutputSerializer out = new DataOutputSerializer(64);
        ReceivedEventSerializer.INSTANCE.serialize(written, out);
        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());

        assertThat(ReceivedEventSerializer.INSTANCE.deserialize(in)).isEqualTo(written);
        assertThat(in.available()).isZero();
    }

    private static ReceivedEvent received(Event event) {
        return new ReceivedEvent(7, Long.MAX_VALUE, -5, event);
    }
}
