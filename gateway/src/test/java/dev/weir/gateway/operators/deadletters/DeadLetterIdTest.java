// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class DeadLetterIdTest {
    @Test
    void endsWithPartitionAndOffset() {
        assertThat(DeadLetterId.parse("my-own-events-3-1234")).hasValue(new DeadLetterId("my-own-events", 3, 1234));
    }

    @Test
    void refusesAnInvalidId() {
        for (String text : new String[] {
            "", "events", "events-1", "-1-2", "events-1-x", "events-99999999999-1", "events-2147483648-1", "ev ents-1-1"
        }) {
            assertThat(DeadLetterId.parse(text)).as(text).isEmpty();
        }
    }

    @Property
    void readsTheIdThatItWrites(
            @ForAll @StringLength(min = 1, max = 249) @CharRange(from = 'a', to = 'z') @CharRange(from = '-', to = '.')
                    String topic,
            @ForAll @IntRange(min = 0) int partition,
            @ForAll @LongRange(min = 0) long offset) {
        DeadLetterId id = new DeadLetterId(topic, partition, offset);

        assertThat(DeadLetterId.parse(id.toString())).hasValue(id);
    }
}
