// SPDX-License-Identifier: Apache-2.0
/** Runs the job on a Flink cluster within one process. */
@NullMarked
package dev.weir.local.flink;

import org.jspecify.annotations.NullMarked;
