// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.views;

/**
 * The number of views of a video.
 *
 * @param day the day of the views or, for a window, its last day
 */
public record VideoViews(int day, String videoId, long views) {}
