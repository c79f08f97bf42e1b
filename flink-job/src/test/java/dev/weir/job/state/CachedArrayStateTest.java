// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.flink.api.common.state.ValueState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CachedArrayStateTest {
    private final KeyedMap state = new KeyedMap();
    private final CachedArrayState cached = new CachedArrayState(state, 4, 3);

    @Test
    void readsAFrequentKeyFromTheStateOnce() throws Exception {
        update("a", 1);
        long[] first = value("a");
        long[] second = value("a");

        assertThat(first).containsExactly(1);
        assertThat(second).isSameAs(first);
        assertThat(state.reads).isZero();
    }

    @Test
    void writesEveryChangeToTheState() throws Exception {
        update("a", 1);
        update("a", 1, 2);

        assertThat(state.values.get("a")).containsExactly(1, 2);
    }

    @Test
    void doesNotCacheLongArrays() throws Exception {
        update("a", 1, 2, 3, 4);

        assertThat(value("a")).containsExactly(1, 2, 3, 4);
        assertThat(state.reads).isEqualTo(1);
    }

    @Test
    void cacheReturnsTheSameAsTheState() throws Exception {
        Random random = new Random(5);
        Map<String, long[]> oracle = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            String key = "key-" + random.nextInt(12);
            switch (random.nextInt(4)) {
                case 0 -> {
                    long[] written = random.longs(1 + random.nextInt(5)).toArray();
                    update(key, written);
                    oracle.put(key, written);
                }
                case 1 -> {
                    state.key = key;
                    cached.clear(key);
                    oracle.remove(key);
                }
                default -> assertThat(value(key)).isEqualTo(oracle.get(key));
            }
        }
        assertThat(state.reads).as("reads that a slot answers are saved").isLessThan(9_000);
    }

    private void update(String key, long... value) throws Exception {
        state.key = key;
        cached.update(key, value);
    }

    private long @Nullable [] value(String key) throws Exception {
        state.key = key;
        return cached.value(key);
    }

    private static final class KeyedMap implements ValueState<long[]> {
        private final Map<String, long[]> values = new HashMap<>();
        private String key = "";
        private int reads;

        @Override
        public long @Nullable [] value() {
            reads++;
            return values.get(key);
        }

        @Override
        public void update(long[] value) {
            values.put(key, value);
        }

        @Override
        public void clear() {
            values.remove(key);
        }
    }
}
