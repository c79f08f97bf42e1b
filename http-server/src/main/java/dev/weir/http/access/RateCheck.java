// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import dev.weir.http.ApiError;
import dev.weir.http.admission.Admission;
import dev.weir.http.admission.Client;
import dev.weir.http.admission.RateLimits;
import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Applies the rate limits and refuses unknown API keys, for every protocol.
 *
 * <p>An API key identifies a client; without one, its address does. A request with an unknown key counts against its
 * address first, so guessing keys is limited, too.
 *
 * @param limits null if there are no limits and only keys are checked
 * @param keys if empty, the key of a request is ignored
 */
record RateCheck(@Nullable RateLimits limits, ApiKeys keys) {
    /**
     * The decision on a request.
     *
     * @param admission the state of the rate limits; null if there are none
     * @param refusal null if the request may go on
     */
    record Decision(@Nullable Admission admission, @Nullable Refusal refusal) {}

    /**
     * @param shownKey null if the request has none
     * @param keyName names the key in a message, such as "The key in X-API-Key"
     */
    Decision decide(InetAddress address, @Nullable String shownKey, String keyName) {
        @Nullable String shown = keys.isEmpty() ? null : shownKey;
        @Nullable String name = shown == null ? null : keys.nameOf(shown);
        @Nullable
        Admission admission =
                limits == null ? null : limits.admit(name == null ? Client.at(address) : new Client.Named(name));
        Decision decision = decided(admission);
        return decision.refusal() == null && shown != null && name == null
                ? new Decision(admission, unknown(keyName))
                : decision;
    }

    /** As {@link #decide}, but the address is the client, also with a known key. */
    Decision decideByAddress(InetAddress address, @Nullable String shownKey, String keyName) {
        Decision decision = decide(address, null, keyName);
        return decision.refusal() == null && shownKey != null && !keys.isEmpty() && keys.nameOf(shownKey) == null
                ? new Decision(decision.admission(), unknown(keyName))
                : decision;
    }

    /** Decides on a key of a request that has already counted against its address and the total. */
    Decision decideOnceMore(String shownKey, String keyName) {
        @Nullable String name = keys.nameOf(shownKey);
        return name == null
                ? new Decision(null, unknown(keyName))
                : decided(limits == null ? null : limits.admitKnown(new Client.Named(name)));
    }

    private static Decision decided(@Nullable Admission admission) {
        if (admission == null || admission.admitted()) {
            return new Decision(admission, null);
        }
        long seconds = Math.max(1, wholeSeconds(admission.retryAfter()));
        return new Decision(
                admission,
                new Refusal(
                        ApiError.RATE_LIMITED,
                        "Too many requests; send this again in " + seconds + " s.",
                        Duration.ofSeconds(seconds)));
    }

    private static Refusal unknown(String keyName) {
        return new Refusal(ApiError.INVALID_API_KEY, keyName + " is unknown. Send a known key, or none.");
    }

    static long wholeSeconds(Duration duration) {
        return duration.plusNanos(999_999_999).toSeconds();
    }
}
