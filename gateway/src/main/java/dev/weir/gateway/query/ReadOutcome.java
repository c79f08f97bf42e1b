package dev.weir.gateway.query;

/** What became of a read that may be shared. */
public sealed interface ReadOutcome {
    record Answered(MetricsAnswer answer) implements ReadOutcome {}

    /** ClickHouse did not answer. */
    record Unavailable(MetricsUnavailableException cause) implements ReadOutcome {}

    /** Too much is being read already; the reason is a sentence. */
    record Busy(String reason) implements ReadOutcome {
        static Busy withoutMemory() {
            return new Busy(
                    "other answers take the memory that there is for them (WEIR_QUERY_MEMORY); ask for fewer rows,"
                            + " with limit, or again in a moment.");
        }

        static Busy withTooManyWaiting() {
            return new Busy("too many queries wait for ClickHouse; ask again in a moment.");
        }
    }

    /** A defect of ours. */
    record Failed(Throwable cause) implements ReadOutcome {}
}
