// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.event.Event;
import dev.weir.event.EventCodec;
import dev.weir.event.EventRules;
import dev.weir.event.UndecodableEventException;
import dev.weir.http.Body;
import dev.weir.http.ContentEncoding;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The target that Jazzer calls with arbitrary bytes: the first byte selects the format, the rest is the body. The
 * parser must not throw an exception, and its result must agree with itself, with the rules and with the codec.
 */
public final class BodyParserFuzzer {
    private static final long NOW = 1_795_176_000_250L;
    static final List<BodyFormat> FORMATS = List.of(BodyFormat.values());
    private static final EventRules RULES = new EventRules(Duration.ofDays(30));
    private static final BodyParser PARSER = new BodyParser(RULES);
    private static final EventCodec CODEC = new EventCodec();
    private static final ObjectMapper JSON = new ObjectMapper();

    private BodyParserFuzzer() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException, UndecodableEventException {
        if (input.length == 0) {
            return;
        }
        data(input);
        BodyFormat format = FORMATS.get((input[0] & 0xFF) % FORMATS.size());
        byte[] body = Arrays.copyOfRange(input, 1, input.length);
        ParsedBody parsed = PARSER.parse(new Body(body, body.length), format, null, NOW);
        if (parsed instanceof ParsedBody.Events events) {
            check(events);
        } else if (parsed instanceof ParsedBody.Unreadable unreadable) {
            require(unreadable.message().startsWith("Not JSON at line "), unreadable.message());
        }
        ParsedBody again = PARSER.parse(new Body(body, body.length), format, new IdempotencyKey("k"), NOW);
        ParsedBody andAgain = PARSER.parse(new Body(body, body.length), format, new IdempotencyKey("k"), NOW);
        require(again.equals(andAgain), "The same body is not the same events.");
    }

    /** Parses the same bytes as the data of a CloudEvent in binary mode. */
    private static void data(byte[] input) throws IOException, UndecodableEventException {
        HeaderAttributes attributes = new HeaderAttributes(
                Map.of("specversion", "1.0", "id", "1", "source", "/s", "type", "t", "subject", "u"), null);
        IngestRequest request =
                new IngestRequest(BodyFormat.CLOUD_EVENT, ContentEncoding.IDENTITY, null, attributes, false, false);
        ParsedBody parsed = PARSER.parse(new Body(input, input.length), request, NOW);
        if (parsed instanceof ParsedBody.Events events) {
            require(events.accepted().size() + events.rejected().size() == 1, "One event became several, or none.");
            check(events);
        }
    }

    private static void check(ParsedBody.Events events) throws IOException, UndecodableEventException {
        int total = events.accepted().size() + events.rejected().size();
        int last = -1;
        for (Rejection rejection : events.rejected()) {
            require(rejection.index() > last && rejection.index() < total, "The indexes are not in order.");
            last = rejection.index();
            require(
                    rejection.violation().message().endsWith("."),
                    rejection.violation().message());
        }
        for (Event event : events.accepted()) {
            require(RULES.check(event, NOW) == null, "An event is accepted that breaks a rule.");
            require(CODEC.decode(CODEC.encode(event)).equals(event), "An event is not read back as it was written.");
            if (event.properties() != null) {
                require(
                        Objects.requireNonNull(JSON.readTree(event.properties()))
                                .isObject(),
                        "Properties are no object.");
            }
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
