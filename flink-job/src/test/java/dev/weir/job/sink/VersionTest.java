// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class VersionTest {
    private static final long MOST = (1L << 48) - 1;

    @Property
    void growsWithTheCount(
            @ForAll @IntRange(min = 1, max = Short.MAX_VALUE) int epoch,
            @ForAll @LongRange(min = 0, max = MOST - 1) long count) {
        Version version = new Version(epoch);

        assertThat(version.of(count)).isPositive().isLessThan(version.of(count + 1));
    }

    @Property
    void laterEpochExceedsEveryVersionOfAnEarlierOne(
            @ForAll @IntRange(min = 1, max = Short.MAX_VALUE - 1) int epoch,
            @ForAll @LongRange(min = 0, max = MOST) long count) {
        assertThat(new Version(epoch + 1).of(0)).isGreaterThan(new Version(epoch).of(count));
    }
}
