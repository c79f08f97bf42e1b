// SPDX-License-Identifier: Apache-2.0
/** Counts active users per day, week and month. */
@NullMarked
package dev.weir.job.activity;

import org.jspecify.annotations.NullMarked;
