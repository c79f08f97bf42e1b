// SPDX-License-Identifier: Apache-2.0
package dev.weir.client;

/** How many events of a batch ended in which way. */
record Tally(int accepted, int rejected, int expired) {
    static final Tally NONE = new Tally(0, 0, 0);
}
