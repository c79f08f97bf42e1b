// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Measures the check that an identity is new, among a million. It is in this package to reach the parts of the
 * deduplication.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class IdentitiesBenchmark {
    private static final int IDENTITIES = 1_000_000;
    private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);

    private final SplittableRandom random = new SplittableRandom(1);
    private final Fingerprint fingerprint = new Fingerprint();
    private final String eventId = UUID.randomUUID().toString();
    private final IdentitySet set = new IdentitySet();
    private final IdentityFilter filter =
            new IdentityFilter(IdentityFilter.linesFor(IDENTITIES), 0, new FilterBudget(1L << 30, new AtomicInteger()));

    public IdentitiesBenchmark() {
        for (int number = 0; number < IDENTITIES; number++) {
            long high = random.nextLong();
            long low = random.nextLong();
            set.add(high, low, 0, DAY_MILLIS);
            filter.add(high, low);
        }
    }

    @Benchmark
    public long fingerprint() {
        fingerprint.compute("user-123456", eventId);
        return fingerprint.low;
    }

    @Benchmark
    public boolean setSaysThatItIsNew() {
        return set.contains(random.nextLong(), random.nextLong(), 0);
    }

    @Benchmark
    public boolean filterSaysThatItIsNew() {
        return filter.mightContain(random.nextLong(), random.nextLong());
    }
}
