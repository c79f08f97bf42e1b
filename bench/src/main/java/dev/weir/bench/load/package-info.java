// SPDX-License-Identifier: Apache-2.0
/** The events of the benchmarks, and the programs that post them or write them to a log. */
@NullMarked
package dev.weir.bench.load;

import org.jspecify.annotations.NullMarked;
