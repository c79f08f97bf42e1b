package dev.weir.it.examination;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.it.Answer;
import dev.weir.it.Client;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Asks for Weir's own books over and over while things fail, each time of the next gateway that answers: they must balance at any
 * moment, for whatever is only on its way is no imbalance.
 */
public final class BooksWitness implements AutoCloseable {
    /** At once, and with the time for a checkpoint that covers what the tables have, in turn. */
    private static final List<String> PATHS = List.of("/reconcile?wait=0s", "/reconcile?wait=2s");

    private static final int FINDINGS_NAMED = 3;

    /**
     * What was answered so far.
     *
     * @param answers that say whether the books balance
     * @param unanswered how often no gateway could say so, because it or what it asks was away
     * @param firstObjection the first answer that must not be, in a sentence
     */
    public record Seen(int answers, int balanced, int unanswered, Optional<String> firstObjection) {
        /** Such as {@code balanced 80 of 80 times, 3 times no answer}. */
        public String text() {
            return String.format(
                    Locale.ROOT, "balanced %,d of %,d times, %,d times no answer", balanced, answers, unanswered);
        }

        /** Each violation in a sentence; books that were never shown are one, because then nothing was seen. */
        public List<String> violations() {
            if (answers == 0) {
                return List.of(String.format(
                        Locale.ROOT, "the books were never shown: GET /reconcile was asked %,d times", unanswered));
            }
            return firstObjection.stream()
                    .map(first -> String.format(
                            Locale.ROOT,
                            "the books did not balance %,d of %,d times; first %s",
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

    private final List<Client> gateways;
    private final ScheduledExecutorService asker = Executors.newSingleThreadScheduledExecutor();

    private volatile Seen seen = new Seen(0, 0, 0, Optional.empty());
    private int turns;

    private BooksWitness(List<Client> gateways) {
        this.gateways = gateways;
    }

    /**
     * Begins to ask.
     *
     * @param pause between an answer and the next question
     */
    @SuppressWarnings("FutureReturnValueIgnored") // It ends with the witness, and catches what asking throws.
    public static BooksWitness of(List<Client> gateways, Duration pause) {
        BooksWitness witness = new BooksWitness(gateways);
        witness.asker.scheduleWithFixedDelay(witness::ask, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
        return witness;
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

    /** Empty where the gateway, or what it needs for an answer, has just been taken away. */
    private static Optional<Answer> ask(Client gateway, String path) {
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
            JsonNode books = answer.json();
            return books.path("balanced").asBoolean() ? Optional.empty() : Optional.of(when + findings(books));
        } catch (AssertionError unreadable) {
            return Optional.of(when + unreadable.getMessage());
        }
    }

    private static String findings(JsonNode books) {
        JsonNode problems = books.path("problems");
        return problems.isEmpty()
                ? books.toString()
                : StreamSupport.stream(problems.spliterator(), false)
                        .limit(FINDINGS_NAMED)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(" "));
    }

    /** Lets the last question have its answer. */
    @Override
    public void close() throws InterruptedException {
        asker.shutdown();
        if (!asker.awaitTermination(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the last request did not end");
        }
    }
}
