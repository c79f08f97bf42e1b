// SPDX-License-Identifier: Apache-2.0
/** Benchmarks: Weir's throughput, latency and cost per event. */
@NullMarked
package dev.weir.bench;

import org.jspecify.annotations.NullMarked;
