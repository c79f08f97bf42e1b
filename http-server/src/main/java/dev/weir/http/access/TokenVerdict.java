// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import java.time.Instant;
import java.util.Set;

/** The result of verifying a token. */
sealed interface TokenVerdict {
    /**
     * The signature is valid, and the token has not expired.
     *
     * @param until from when on it would be refused
     */
    record Valid(Set<String> scopes, Instant until) implements TokenVerdict {}

    /** @param why a sentence for the client; ASCII only, without quotes and secrets */
    record Invalid(String why) implements TokenVerdict {}

    /** The token's key is not among the loaded keys. A reload may find it. */
    record UnknownKey() implements TokenVerdict {}
}
