// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The resources that a gateway's process uses at one moment.
 *
 * @param heapBytes used heap, garbage included
 * @param residentBytes resident memory as the kernel counts it (RSS)
 * @param descriptors open files and sockets, without the connections of the good client
 * @param cpuMillis processor time since its start
 */
record Sample(long heapBytes, long residentBytes, int descriptors, int threads, long cpuMillis) {
    /** The maximum of each value. There must be at least one sample. */
    static Sample peak(List<Sample> samples) {
        return new Sample(
                most(samples, Sample::heapBytes),
                most(samples, Sample::residentBytes),
                (int) most(samples, Sample::descriptors),
                (int) most(samples, Sample::threads),
                most(samples, Sample::cpuMillis));
    }

    private static long most(List<Sample> samples, ToLongFunction<Sample> part) {
        return samples.stream().mapToLong(part).max().orElseThrow();
    }
}
