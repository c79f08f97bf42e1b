// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;

class UserShardsTest {
    @Property
    void shardAndUserAreOnTheSameSubtask(
            @ForAll String userId, @ForAll @IntRange(min = 1, max = UserShards.COUNT) int parallelism) {
        assertThat(subtask(UserShards.keyOf(userId), parallelism)).isEqualTo(subtask(userId, parallelism));
    }

    @Test
    void everyKeyGroupHasItsOwnShard() {
        assertThat(IntStream.range(0, 10_000)
                        .map(i -> UserShards.keyOf("user-" + i))
                        .distinct())
                .hasSize(UserShards.COUNT);
    }

    private static int subtask(Object key, int parallelism) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(key, UserShards.COUNT, parallelism);
    }
}
