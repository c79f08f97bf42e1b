// SPDX-License-Identifier: Apache-2.0
/** Checks, before the job is submitted, whether the settings fit what earlier runs have left. */
@NullMarked
package dev.weir.job.start;

import org.jspecify.annotations.NullMarked;
