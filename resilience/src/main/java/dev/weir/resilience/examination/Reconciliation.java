// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.examination;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.testbed.Answer;
import dev.weir.testbed.WeirClient;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Reads Weir's ledger from a gateway. */
final class Reconciliation {
    private static final String PATH = "/reconcile?wait=5s";
    private static final String PATH_AT_ONCE = "/reconcile?wait=0s";

    private final WeirClient gateway;

    Reconciliation(WeirClient gateway) {
        this.gateway = gateway;
    }

    /** Whether the ledger is known to cover every record of the log. */
    boolean areComplete() {
        try {
            return ask(PATH_AT_ONCE).path("pending").asLong(-1) == 0;
        } catch (IOException | AssertionError unreadable) {
            return false;
        }
    }

    /** Each violation as a sentence. Empty if the ledger balances and no record is pending. */
    List<String> violations() throws IOException {
        JsonNode ledger = ask(PATH);
        boolean isBalanced = ledger.path("balanced").asBoolean();
        long pending = ledger.path("pending").asLong(-1);
        return isBalanced && pending == 0
                ? List.of()
                : List.of(String.format(
                        Locale.ROOT,
                        "the ledger does not balance; GET /reconcile returned balanced: %b, pending: %d%s",
                        isBalanced,
                        pending,
                        ledger.path("problems").isEmpty()
                                ? ""
                                : "; " + ledger.at("/problems/0").asText()));
    }

    private JsonNode ask(String path) throws IOException {
        Answer answer = gateway.get(path);
        if (answer.status() != 200) {
            throw new IOException("GET " + path + " answered " + answer.status());
        }
        return answer.json();
    }
}
