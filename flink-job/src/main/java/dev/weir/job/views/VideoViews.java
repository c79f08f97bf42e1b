package dev.weir.job.views;

/**
 * Views of a video.
 *
 * @param day the day that they were on or, for a window, the last of its days
 */
public record VideoViews(int day, String videoId, long views) {}
