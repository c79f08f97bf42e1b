// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

class IdentitySetTest {
    private static final long HORIZON = 100;

    private record Operation(Kind kind, int id, long time) {}

    private enum Kind {
        ADD,
        RESTORE,
        FORGET
    }

    @Property
    void behavesAsAMapOfTheLastCountedReceipt(@ForAll("operations") List<Operation> operations) {
        IdentitySet set = new IdentitySet();
        Map<Integer, Long> model = new HashMap<>();
        for (Operation action : operations) {
            int id = action.id();
            long time = action.time();
            switch (action.kind()) {
                case ADD -> {
                    boolean expected = !model.containsKey(id) || time - model.get(id) > HORIZON;
                    assertThat(set.add(high(id), low(id), time, HORIZON)).isEqualTo(expected);
                    if (expected) {
                        model.put(id, time);
                    }
                }
                case RESTORE -> {
                    set.restore(high(id), low(id), time);
                    model.merge(id, time, Math::max);
                }
                case FORGET -> {
                    set.forgetBefore(time);
                    model.values().removeIf(counted -> counted < time);
                }
            }
            assertThat(set.size()).isEqualTo(model.size());
        }
    }

    @Provide
    Arbitrary<List<Operation>> operations() {
        Arbitrary<Kind> kinds =
                Arbitraries.frequency(Tuple.of(20, Kind.ADD), Tuple.of(3, Kind.RESTORE), Tuple.of(1, Kind.FORGET));
        return Combinators.combine(
                        kinds,
                        Arbitraries.integers().between(0, 300),
                        Arbitraries.longs().between(-500, 500))
                .as(Operation::new)
                .list()
                .ofMaxSize(600);
    }

    @Test
    void keepsEveryIdentityWhileItGrows() {
        IdentitySet set = new IdentitySet();
        for (int id = 0; id < 100_000; id++) {
            assertThat(set.add(id, id * 0x9E3779B97F4A7C15L, id, HORIZON)).isTrue();
        }

        assertThat(set.size()).isEqualTo(100_000);
        for (int id = 0; id < 100_000; id++) {
            assertThat(set.add(id, id * 0x9E3779B97F4A7C15L, id, HORIZON)).isFalse();
        }
    }

    @Test
    void distinguishesIdentitiesWithEqualHalves() {
        IdentitySet set = new IdentitySet();

        assertThat(set.add(1, 7, 0, HORIZON)).isTrue();
        assertThat(set.add(2, 7, 0, HORIZON)).isTrue();
        assertThat(set.add(1, 8, 0, HORIZON)).isTrue();
        assertThat(set.add(1, 7, 0, HORIZON)).isFalse();
    }

    // Few distinct low bits make slots collide, so that probing is exercised.
    private static long low(int id) {
        return id % 7;
    }

    private static long high(int id) {
        return id;
    }
}
