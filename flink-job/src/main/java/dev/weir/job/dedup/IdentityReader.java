// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

/** Receives identities one by one. */
interface IdentityReader {
    void identity(long high, long low, long receivedAt);
}
