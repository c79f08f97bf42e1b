// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.activity;

/** The active users of a day, and of the week and the 30 days that end with it: first as changes, later as totals. */
public record ActivityCounts(int day, long dau, long wau, long mau) {}
