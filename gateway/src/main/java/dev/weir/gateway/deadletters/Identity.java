// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.deadletters;

/** The identity of an event. Events with the same identity are counted once. */
public record Identity(String userId, String eventId) {}
