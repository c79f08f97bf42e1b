// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.examination;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.testbed.Answer;
import dev.weir.testbed.Repeated;
import dev.weir.testbed.WeirClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Requests Weir's ledger repeatedly during faults, from the next gateway that responds. It must balance at any moment,
 * because records that are still in flight are no imbalance.
 */
public final class LedgerWitness implements AutoCloseable {
    /** Alternates between no wait and a wait that is long enough for a checkpoint that covers the tables. */
    private static final List<String> PATHS = List.of("/reconcile?wait=0s", "/reconcile?wait=2s");

    private static final int FINDINGS_NAMED = 3;

    /**
     * The responses so far.
     *
     * @param answers the number of responses that say whether the ledger balances
     * @param unanswered the number of requests without a result, because the gateway or a dependency was unavailable
     * @param firstObjection the first response that violates the requirements, as a sentence
     */
    public record Seen(int answers, int balanced, int unanswered, Optional<String> firstObjection) {
        /** A summary, such as {@code balanced 80 of 80 times, 3 times no response}. */
        public String text() {
            return String.format(
                    Locale.ROOT, "balanced %,d of %,d times, %,d times no response", balanced, answers, unanswered);
        }

        /** Each violation as a sentence. A ledger that was never returned is one, because then nothing was checked. */
        public List<String> violations() {
            if (answers == 0) {
                return List.of(String.format(
                        Locale.ROOT, "GET /reconcile never returned the ledger in %,d requests", unanswered));
            }
            return firstObjection.stream()
                    .map(first -> String.format(
                            Locale.ROOT,
                            "the ledger did not balance %,d of %,d times; first %s",
                            answers - balanced,
                            answers,
                            first))
                    .toList();
        }

        private Seen unansweredOnceMore() {
            return new Seen(answers, balanced, unanswered + 1, firstObjection);
        }

        private Seen balancedOnceMore() {
            return new Seen(answers + 1, balanced + 1, unanswered, firstObjection);
        }

        private Seen and(String objection) {
            return new Seen(answers + 1, balanced, unanswered, firstObjection.or(() -> Optional.of(objection)));
        }
    }

    private final List<WeirClient> gateways;
    private final Repeated asking;

    private volatile Seen seen = new Seen(0, 0, 0, Optional.empty());
    private int turns;

    private LedgerWitness(List<WeirClient> gateways, Duration pause) {
        this.gateways = gateways;
        this.asking = Repeated.withPause(pause, this::ask);
    }

    /**
     * Starts the requests.
     *
     * @param pause the pause between a response and the next request
     */
    public static LedgerWitness of(List<WeirClient> gateways, Duration pause) {
        return new LedgerWitness(gateways, pause);
    }

    public Seen seen() {
        return seen;
    }

    private void ask() {
        int turn = turns++;
        String path = PATHS.get(turn % PATHS.size());
        int first = turn / PATHS.size();
        for (int i = 0; i < gateways.size(); i++) {
            Optional<Answer> answer = ask(gateways.get((first + i) % gateways.size()), path);
            if (answer.isPresent()) {
                note(answer.get());
                return;
            }
        }
        seen = seen.unansweredOnceMore();
    }

    /** Empty if the gateway or one of its dependencies is unavailable. */
    private static Optional<Answer> ask(WeirClient gateway, String path) {
        try {
            return Optional.of(gateway.get(path)).filter(answer -> answer.status() != 503);
        } catch (IOException unreachable) {
            return Optional.empty();
        }
    }

    private void note(Answer answer) {
        Optional<String> objection = objection(answer);
        seen = objection.map(seen::and).orElseGet(seen::balancedOnceMore);
    }

    private static Optional<String> objection(Answer answer) {
        String when = "at " + Instant.now().truncatedTo(ChronoUnit.SECONDS) + ": ";
        if (answer.status() != 200) {
            return Optional.of(when + "status " + answer.status() + " " + answer.body());
        }
        try {
            JsonNode ledger = answer.json();
            return ledger.path("balanced").asBoolean() ? Optional.empty() : Optional.of(when + findings(ledger));
        } catch (AssertionError unreadable) {
            return Optional.of(when + unreadable.getMessage());
        }
    }

    private static String findings(JsonNode ledger) {
        JsonNode problems = ledger.path("problems");
        return problems.isEmpty()
                ? ledger.toString()
                : StreamSupport.stream(problems.spliterator(), false)
                        .limit(FINDINGS_NAMED)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(" "));
    }

    /** Waits for the last response. */
    @Override
    public void close() throws InterruptedException {
        asking.close();
    }
}
