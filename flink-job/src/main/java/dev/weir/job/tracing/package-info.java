// SPDX-License-Identifier: Apache-2.0
/** Continues the traces of sampled requests, from the records of the log to the tables. */
@NullMarked
package dev.weir.job.tracing;

import org.jspecify.annotations.NullMarked;
