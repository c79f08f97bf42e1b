// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import dev.weir.http.JsonAnswers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The JSON of an answer. Its age can be updated without another read. */
public final class RepeatedAnswer {
    private final @Nullable Instant asOf;
    private final byte[] before;
    private final byte[] after;

    private RepeatedAnswer(@Nullable Instant asOf, byte[] before, byte[] after) {
        this.asOf = asOf;
        this.before = before;
        this.after = after;
    }

    static RepeatedAnswer of(MetricsRequest.Read request, MetricsAnswer answer, Instant now) throws IOException {
        JsonAnswer json = new JsonAnswer(request, answer, now);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
        int[] freshness = new int[2];
        JsonAnswers.write(bytes, generator -> {
            generator.writeStartObject();
            json.writeBeforeFreshness(generator);
            generator.flush();
            freshness[0] = bytes.size();
            AnswerFreshness.of(answer.asOf(), now).writeTo(generator);
            generator.flush();
            freshness[1] = bytes.size();
            json.writeAfterFreshness(generator);
            generator.writeEndObject();
        });
        byte[] all = bytes.toByteArray();
        return new RepeatedAnswer(
                answer.asOf(), Arrays.copyOf(all, freshness[0]), Arrays.copyOfRange(all, freshness[1], all.length));
    }

    /** The answer includes every event that was accepted before this time; null before the job's first progress. */
    public @Nullable Instant asOf() {
        return asOf;
    }

    /** The time of {@link #asOf} as in the JSON. */
    public @Nullable String writtenAsOf() {
        return asOf == null ? null : AnswerFreshness.written(asOf);
    }

    /** Whether the answers differ in their freshness at most. */
    public boolean hasNumbersOf(RepeatedAnswer other) {
        return Arrays.equals(before, other.before) && Arrays.equals(after, other.after);
    }

    /** The response of {@code GET /metrics}, on one line. */
    public byte[] json(Instant now) throws IOException {
        ByteArrayOutputStream object = new ByteArrayOutputStream(128);
        JsonAnswers.write(object, generator -> {
            generator.writeStartObject();
            AnswerFreshness.of(asOf, now).writeTo(generator);
            generator.writeEndObject();
        });
        String written = object.toString(StandardCharsets.UTF_8);
        ByteArrayOutputStream json = new ByteArrayOutputStream(before.length + written.length() + after.length);
        json.writeBytes(before);
        json.writeBytes(("," + written.substring(1, written.length() - 1)).getBytes(StandardCharsets.UTF_8));
        json.writeBytes(after);
        return json.toByteArray();
    }

    /** The size of the JSON without the freshness. */
    public long bytes() {
        return (long) before.length + after.length;
    }
}
