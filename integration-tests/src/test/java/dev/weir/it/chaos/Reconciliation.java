package dev.weir.it.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.it.Answer;
import dev.weir.it.Client;
import java.io.IOException;
import java.util.List;

/** What a gateway says of Weir's own books. */
final class Reconciliation {
    private static final int NOT_FOUND = 404;

    private final Client gateway;

    Reconciliation(Client gateway) {
        this.gateway = gateway;
    }

    /** Whether the gateway can tell; one of an earlier version cannot. */
    boolean isOffered() throws IOException {
        return gateway.get("/reconcile").status() != NOT_FOUND;
    }

    /** Each violation in a sentence; none where the books balance and nothing is on its way. */
    List<String> violations() throws IOException {
        Answer answer = gateway.get("/reconcile");
        if (answer.status() == NOT_FOUND) {
            return List.of();
        }
        if (answer.status() != 200) {
            throw new IOException("GET /reconcile answered " + answer.status());
        }
        JsonNode books = answer.json();
        return books.path("balanced").asBoolean() && books.path("pending").asLong(-1) == 0
                ? List.of()
                : List.of("the books do not balance; GET /reconcile says " + books);
    }
}
