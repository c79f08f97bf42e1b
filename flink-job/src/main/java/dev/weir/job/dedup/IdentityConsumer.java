// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

/** Accepts identities one by one, without an object for each. */
interface IdentityConsumer {
    void accept(long high, long low, long receivedAt);
}
