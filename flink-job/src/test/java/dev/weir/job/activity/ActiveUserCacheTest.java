// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ActiveUserCacheTest {
    @Test
    void distinguishesTheDaysOfAUser() {
        ActiveUserCache cache = new ActiveUserCache(16);
        cache.add("a", 1);

        assertThat(cache.contains("a", 1)).isTrue();
        assertThat(cache.contains("a", 2)).isFalse();
        assertThat(cache.contains("b", 1)).isFalse();
    }

    @Test
    void evictsOldEntriesAndHasNoFalsePositives() {
        ActiveUserCache cache = new ActiveUserCache(64);
        Set<String> added = new HashSet<>();
        Random random = new Random(3);
        int found = 0;
        for (int i = 0; i < 10_000; i++) {
            String user = "user-" + random.nextInt(200);
            int day = random.nextInt(3);
            if (cache.contains(user, day)) {
                found++;
                assertThat(added).contains(user + day);
            } else {
                cache.add(user, day);
                added.add(user + day);
                assertThat(cache.contains(user, day)).isTrue();
            }
        }
        assertThat(found).as("a tenth fits in").isBetween(500, 2_000);
    }

    @Test
    void cachesAllKeysThatFit() {
        ActiveUserCache cache = new ActiveUserCache(1 << 12);
        for (int i = 0; i < 1_000; i++) {
            cache.add("user-" + i, 20_500);
        }
        int held = 0;
        for (int i = 0; i < 1_000; i++) {
            held += cache.contains("user-" + i, 20_500) ? 1 : 0;
        }
        assertThat(held).isGreaterThan(980);
    }
}
