package dev.weir.gateway.access;

import java.util.Set;

/** What is to be thought of a token. */
sealed interface TokenVerdict {
    /** It is genuine and in force. */
    record Valid(Set<String> scopes) implements TokenVerdict {}

    /** @param why a sentence for whoever sent it; of ASCII, without quotes, with nothing secret */
    record Invalid(String why) implements TokenVerdict {}

    /** It was signed with a key that is not at hand; there may be a newer one. */
    record UnknownKey() implements TokenVerdict {}
}
