// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.live;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.gateway.operators.reconcile.LatestComparison;
import dev.weir.http.JsonAnswers;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The state of Weir at a time, as one JSON object. What is not known is null.
 *
 * @param firstEvent whether the log has ever had a record
 * @param eventsPerSecond of all gateways together
 * @param accepted events of this gateway since its start
 * @param rejected events of this gateway since its start
 * @param refused by this gateway
 * @param job null if ClickHouse does not respond
 * @param lagEvents records of the log that are not in every table
 */
record Status(
        Instant now,
        @Nullable Boolean firstEvent,
        @Nullable Double eventsPerSecond,
        long accepted,
        long rejected,
        List<Refusals.Refused> refused,
        @Nullable JobProgress job,
        @Nullable Long lagEvents,
        @Nullable LatestComparison ledger)
        implements JsonAnswers.Body {
    private static final DateTimeFormatter RFC_3339_MILLIS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Beyond the age that the numbers usually have. */
    private static final Duration BEHIND = Duration.ofSeconds(10);

    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        writeInstant(json, "now", now);
        if (firstEvent == null) {
            json.writeNullField("first_event");
        } else {
            json.writeBooleanField("first_event", firstEvent);
        }
        writeIngest(json);
        writeJob(json);
        writeLedger(json);
        json.writeEndObject();
    }

    /** Whether two states differ in their times at most. */
    boolean isLike(Status other) {
        return new Status(
                                other.now,
                                firstEvent,
                                eventsPerSecond,
                                accepted,
                                rejected,
                                refused,
                                withoutTimes(job),
                                lagEvents,
                                ledger)
                        .equals(new Status(
                                other.now,
                                other.firstEvent,
                                other.eventsPerSecond,
                                other.accepted,
                                other.rejected,
                                other.refused,
                                withoutTimes(other.job),
                                other.lagEvents,
                                other.ledger))
                && isBehind() == other.isBehind();
    }

    private static @Nullable JobProgress withoutTimes(@Nullable JobProgress job) {
        return job == null ? null : new JobProgress(job.counted(), null, job.checkpoint());
    }

    private void writeIngest(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("ingest");
        if (eventsPerSecond == null) {
            json.writeNullField("events_per_second");
        } else {
            json.writeNumberField("events_per_second", eventsPerSecond);
        }
        json.writeNumberField("accepted", accepted);
        json.writeNumberField("rejected", rejected);
        json.writeArrayFieldStart("refused");
        for (Refusals.Refused one : refused) {
            json.writeStartObject();
            json.writeStringField("code", one.code());
            json.writeNumberField("last_15_minutes", one.lastFifteenMinutes());
            json.writeNumberField("last_minute", one.lastMinute());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void writeJob(JsonGenerator json) throws IOException {
        Instant asOf = job == null ? null : job.asOf();
        JobProgress.Checkpoint checkpoint = job == null ? null : job.checkpoint();
        json.writeObjectFieldStart("job");
        writeNumber(json, "lag_events", lagEvents);
        writeInstant(json, "as_of", asOf);
        writeNumber(json, "lag_ms", asOf == null ? null : lag(asOf).toMillis());
        if (checkpoint == null) {
            json.writeNullField("checkpoint");
        } else {
            json.writeObjectFieldStart("checkpoint");
            json.writeNumberField("number", checkpoint.number());
            writeInstant(json, "completed_at", checkpoint.completedAt());
            json.writeEndObject();
        }
        json.writeBooleanField("behind", isBehind());
        json.writeStringField("message", message(asOf));
        json.writeEndObject();
    }

    /** Without events there is nothing to be behind of. */
    private boolean isBehind() {
        Instant asOf = job == null ? null : job.asOf();
        return Boolean.TRUE.equals(firstEvent) && (asOf == null || lag(asOf).compareTo(BEHIND) > 0);
    }

    private @Nullable String message(@Nullable Instant asOf) {
        if (job == null) {
            return "ClickHouse does not respond, so the progress of the job is not known.";
        }
        if (!isBehind()) {
            return null;
        }
        return asOf == null
                ? "The job has not reported any progress yet."
                : "The numbers are as of " + lag(asOf).toSeconds() + " s ago. The job catches up, is down, or starts.";
    }

    /** Never negative: the job's clock may be slightly ahead of this machine's. */
    private Duration lag(Instant asOf) {
        Duration lag = Duration.between(asOf, now);
        return lag.isNegative() ? Duration.ZERO : lag;
    }

    private void writeLedger(JsonGenerator json) throws IOException {
        if (ledger == null) {
            json.writeNullField("ledger");
            return;
        }
        json.writeObjectFieldStart("ledger");
        writeInstant(json, "checked_at", ledger.checkedAt());
        json.writeBooleanField("balanced", ledger.isBalanced());
        json.writeNumberField("read", ledger.read());
        json.writeNumberField("counted", ledger.counted());
        json.writeNumberField("duplicates", ledger.duplicates());
        json.writeNumberField("late", ledger.late());
        json.writeNumberField("dead", ledger.malformed());
        json.writeStringField("message", ledger.problem());
        json.writeEndObject();
    }

    private static void writeNumber(JsonGenerator json, String name, @Nullable Long number) throws IOException {
        if (number == null) {
            json.writeNullField(name);
        } else {
            json.writeNumberField(name, number);
        }
    }

    private static void writeInstant(JsonGenerator json, String name, @Nullable Instant instant) throws IOException {
        json.writeStringField(name, instant == null ? null : RFC_3339_MILLIS.format(instant));
    }
}
