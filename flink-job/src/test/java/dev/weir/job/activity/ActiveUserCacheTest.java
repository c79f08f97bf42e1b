// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ActiveUserCacheTest {
    @Test
    void knowsTheDaysOfAUserApart() {
        ActiveUserCache known = new ActiveUserCache(16);
        known.add("a", 1);

        assertThat(known.contains("a", 1)).isTrue();
        assertThat(known.contains("a", 2)).isFalse();
        assertThat(known.contains("b", 1)).isFalse();
    }

    @Test
    void holdsTheLatestAndNothingThatWasNotAdded() {
        ActiveUserCache known = new ActiveUserCache(64);
        Set<String> added = new HashSet<>();
        Random random = new Random(3);
        int found = 0;
        for (int i = 0; i < 10_000; i++) {
            String user = "user-" + random.nextInt(200);
            int day = random.nextInt(3);
            if (known.contains(user, day)) {
                found++;
                assertThat(added).contains(user + day);
            } else {
                known.add(user, day);
                added.add(user + day);
                assertThat(known.contains(user, day)).isTrue();
            }
        }
        assertThat(found).as("a tenth fits in").isBetween(500, 2_000);
    }

    @Test
    void holdsAllThatFits() {
        ActiveUserCache known = new ActiveUserCache(1 << 12);
        for (int i = 0; i < 1_000; i++) {
            known.add("user-" + i, 20_500);
        }
        int held = 0;
        for (int i = 0; i < 1_000; i++) {
            held += known.contains("user-" + i, 20_500) ? 1 : 0;
        }
        assertThat(held).isGreaterThan(980);
    }
}
