// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.http.JsonAnswers;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The result of a redrive or discard request.
 *
 * @param matching how many letters the selection matched at the beginning
 * @param touched the actions, in the order of the letters
 * @param skipped the letters that were named but left alone, each with a sentence that says why
 */
record ActionReport(
        Action.Kind kind,
        boolean dryRun,
        long matching,
        Map<DeadLetterId, Action> touched,
        Map<DeadLetterId, String> skipped)
        implements JsonAnswers.Body {

    long remaining() {
        return Math.max(0, matching - touched.size());
    }

    @Nullable
    DeadLetterId last() {
        DeadLetterId last = null;
        for (DeadLetterId id : touched.keySet()) {
            last = id;
        }
        return last;
    }

    Map<String, Integer> outcomes() {
        Map<String, Integer> outcomes = new TreeMap<>();
        touched.values().forEach(action -> outcomes.merge(action.outcome().wireName(), 1, Integer::sum));
        return outcomes;
    }

    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("action", kind.wireName());
        json.writeBooleanField("dry_run", dryRun);
        json.writeNumberField("matching", matching);
        json.writeNumberField("touched", touched.size());
        json.writeNumberField("remaining", remaining());
        DeadLetterId last = last();
        json.writeStringField("next_cursor", remaining() > 0 && last != null ? last.toString() : null);
        json.writeObjectFieldStart("outcomes");
        for (Map.Entry<String, Integer> outcome : outcomes().entrySet()) {
            json.writeNumberField(outcome.getKey(), outcome.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("items");
        for (Map.Entry<DeadLetterId, Action> item : touched.entrySet()) {
            write(
                    json,
                    item.getKey(),
                    item.getValue().outcome().wireName(),
                    item.getValue().detail());
        }
        for (Map.Entry<DeadLetterId, String> item : skipped.entrySet()) {
            write(json, item.getKey(), "skipped", item.getValue());
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, DeadLetterId id, String outcome, String detail) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", id.toString());
        json.writeStringField("outcome", outcome);
        json.writeStringField("detail", detail);
        json.writeEndObject();
    }

    /** Returns the named letters that a request left alone, with the reasons. */
    static Map<DeadLetterId, String> skipped(
            Selection selection, Map<DeadLetterId, Action> touched, List<DeadLetter> existing) {
        Map<DeadLetterId, String> skipped = new TreeMap<>();
        for (DeadLetterId id : selection.ids()) {
            if (!touched.containsKey(id)) {
                skipped.put(id, "There is no such dead letter.");
            }
        }
        for (DeadLetter letter : existing) {
            skipped.computeIfPresent(
                    letter.id(),
                    (id, none) -> String.format(
                            Locale.ROOT,
                            "Its status is %s, which the request must select with status=%s, or another filter"
                                    + " excludes it.",
                            letter.status().wireName(),
                            letter.status().wireName()));
        }
        return skipped;
    }
}
