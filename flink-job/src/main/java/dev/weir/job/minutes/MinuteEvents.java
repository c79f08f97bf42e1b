// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.minutes;

/**
 * The number of events of a type within a minute.
 *
 * @param minute whole minutes since the Unix epoch
 */
public record MinuteEvents(long minute, String type, long events) {}
