// SPDX-License-Identifier: Apache-2.0
/** Counts the views of videos, per day and over 30 days. */
@NullMarked
package dev.weir.job.views;

import org.jspecify.annotations.NullMarked;
