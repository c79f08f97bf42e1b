package dev.weir.job.activity;

/** How many users a day, and the windows that end with it, have: as a change on the way, as totals in the end. */
public record ActivityCounts(int day, long dau, long wau, long mau) {}
