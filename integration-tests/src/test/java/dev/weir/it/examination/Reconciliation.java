package dev.weir.it.examination;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.it.Answer;
import dev.weir.it.Client;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** What a gateway says of Weir's own books. */
final class Reconciliation {
    private static final String PATH = "/reconcile?wait=5s";
    private static final String PATH_AT_ONCE = "/reconcile?wait=0s";

    private final Client gateway;

    Reconciliation(Client gateway) {
        this.gateway = gateway;
    }

    /** Whether the books are known to cover every record of the log. */
    boolean areComplete() {
        try {
            return ask(PATH_AT_ONCE).path("pending").asLong(-1) == 0;
        } catch (IOException | AssertionError unreadable) {
            return false;
        }
    }

    /** Each violation in a sentence; none where the books balance and nothing is on its way. */
    List<String> violations() throws IOException {
        JsonNode books = ask(PATH);
        boolean isBalanced = books.path("balanced").asBoolean();
        long pending = books.path("pending").asLong(-1);
        return isBalanced && pending == 0
                ? List.of()
                : List.of(String.format(
                        Locale.ROOT,
                        "the books do not balance; GET /reconcile says balanced: %b, pending: %d%s",
                        isBalanced,
                        pending,
                        books.path("problems").isEmpty()
                                ? ""
                                : "; " + books.at("/problems/0").asText()));
    }

    private JsonNode ask(String path) throws IOException {
        Answer answer = gateway.get(path);
        if (answer.status() != 200) {
            throw new IOException("GET " + path + " answered " + answer.status());
        }
        return answer.json();
    }
}
