// SPDX-License-Identifier: Apache-2.0
/**
 * Peers of the benchmarks: third-party programs, and programs as others would write them, that do all or a part of
 * Weir's work.
 */
@NullMarked
package dev.weir.bench.peer;

import org.jspecify.annotations.NullMarked;
