// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.weir.event.ErrorCode;
import dev.weir.event.EventRules;
import dev.weir.event.NamesInScope;
import dev.weir.event.Printable;
import dev.weir.event.UuidV8;
import dev.weir.gateway.ingest.EventDraft.Field;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads calls of Segment's HTTP tracking API.
 *
 * <p>The properties of a call are those of the event. Members without a field are stored beside them, unless a property
 * has the same name. Objects and arrays that are nested too deeply become text, because Segment's own clients send
 * some in {@code context}.
 */
final class SegmentReader extends EventReader {
    private static final String PROPERTIES = "properties";
    private static final String CONTEXT = "context";

    private final NamesInScope names = new NamesInScope();
    private final NamesInScope namesOfProperties = new NamesInScope();
    private final GatheredProperties gathered;
    private final SegmentTimes times = new SegmentTimes();

    private @Nullable SegmentCall callOfUrl;
    private @Nullable Envelope envelope;

    private @Nullable SegmentCall call;
    private @Nullable String event;
    private @Nullable String userId;
    private @Nullable String anonymousId;
    private @Nullable String videoId;
    private String videoIdSentAs = "";
    private @Nullable String writeKey;

    SegmentReader(EventRules rules) {
        super(rules, null, PROPERTIES);
        this.gathered = new GatheredProperties(rules, GatheredProperties.MAX_LEVELS);
    }

    /**
     * Sets what is known of the following calls.
     *
     * @param knownCall null if each call says what it is
     * @param knownEnvelope of the batch; null for a single call
     */
    SegmentReader of(@Nullable SegmentCall knownCall, @Nullable Envelope knownEnvelope) {
        callOfUrl = knownCall;
        envelope = knownEnvelope;
        writeKey = null;
        return this;
    }

    /** The key in the call that was read, or null. */
    @Nullable
    String writeKey() {
        return writeKey;
    }

    @Override
    void value(JsonParser json) throws IOException {
        if (!draft.isObject(json, null, "A call must be a JSON object.")) {
            return;
        }
        begin();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken token = json.nextToken();
            if (!names.add(name)) {
                json.skipChildren();
                String known = Printable.of(name);
                draft.refuse(ErrorCode.DUPLICATE_FIELD, known, known + " appears twice.");
            } else if (token != JsonToken.VALUE_NULL) {
                member(name, json);
            }
        }
        complete();
    }

    private void begin() {
        names.clear();
        namesOfProperties.clear();
        gathered.clear();
        call = callOfUrl;
        event = null;
        userId = null;
        anonymousId = null;
        times.begin(envelope == null ? null : envelope.sentAt());
        videoId = null;
        writeKey = null;
    }

    private void member(String name, JsonParser json) throws IOException {
        switch (name) {
            case "type" -> type(json);
            case "event" -> event = text(name, json);
            case "messageId" -> messageId(json);
            case "userId" -> userId = idOf(name, json);
            case "anonymousId" -> anonymousId = idOf(name, json);
            case "timestamp", "originalTimestamp" -> times.happened(name, json, draft);
            case "sentAt" -> times.sent(json);
            case "writeKey" -> {
                writeKey = isText(json) ? json.getText() : null;
                json.skipChildren();
            }
            // These are instructions for Segment's servers.
            case "integrations", "_metadata" -> json.skipChildren();
            case PROPERTIES -> {
                if (draft.isObject(json, name, name + " must be a JSON object.")) {
                    properties(json);
                }
            }
            default -> draft.obeys(gathered.other(name, Printable.of(name), json));
        }
    }

    private void type(JsonParser json) throws IOException {
        String name = text("type", json);
        if (callOfUrl != null || name == null) {
            return;
        }
        call = SegmentCall.named(name);
        if (call == null) {
            draft.refuse(ErrorCode.INVALID_VALUE, "type", "type must be one of " + SegmentCall.NAMES + ".");
        }
    }

    private void messageId(JsonParser json) throws IOException {
        String id = scalar("messageId", json);
        if (id == null || id.codePointCount(0, id.length()) <= EventRules.MAX_EVENT_ID_LENGTH) {
            if (id != null) {
                draft.text(Field.EVENT_ID, "messageId", id);
            }
        } else if (draft.attribute("messageId", id) != null) {
            draft.identity(UuidV8.of(id.getBytes(StandardCharsets.UTF_8)));
            gathered.text("messageId", id);
        }
    }

    private void properties(JsonParser json) throws IOException {
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken token = json.nextToken();
            String path = PROPERTIES + "." + Printable.of(name);
            if (!namesOfProperties.add(name)) {
                json.skipChildren();
                draft.refuse(ErrorCode.DUPLICATE_FIELD, path, path + " appears twice.");
                continue;
            }
            switch (name) {
                case "video_id" -> video(path, json);
                // The names of Segment's video events.
                case "asset_id", "content_asset_id" -> {
                    if (videoId == null) {
                        video(path, json);
                    }
                }
                case "session_id" -> {
                    if (token == JsonToken.VALUE_STRING) {
                        draft.text(Field.SESSION_ID, path, json.getText());
                    }
                }
                case "value" -> {
                    if (token.isNumeric()) {
                        draft.read(Field.VALUE, path, json);
                    }
                }
                default -> {
                    // Any other property is only stored.
                }
            }
            draft.obeys(gathered.property(name, path, json));
        }
    }

    private void video(String sentAs, JsonParser json) throws IOException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT) {
            videoId = json.getText();
            videoIdSentAs = sentAs;
        }
    }

    private void complete() {
        SegmentCall known = call;
        draft.require(known != null, "type", "type is required: one of " + SegmentCall.NAMES + ".");
        if (known == SegmentCall.TRACK) {
            draft.require(event != null, "event", "event is required for a track call.");
            if (event != null) {
                draft.text(Field.TYPE, "event", SegmentEventNames.typeOf(event));
            }
        } else if (known != null) {
            draft.text(Field.TYPE, "type", known.wireName());
        }
        user();
        times.setIn(draft);
        if (videoId != null && draft.lacksVideo()) {
            draft.text(Field.VIDEO_ID, videoIdSentAs, videoId);
        }
        draft.requireVideo(PROPERTIES + ".video_id");
        if (draft.violation() == null) {
            gather();
        }
    }

    private void user() {
        if (userId != null) {
            draft.text(Field.USER_ID, "userId", userId);
        } else if (anonymousId != null) {
            draft.text(Field.USER_ID, "anonymousId", anonymousId);
        }
        draft.require(
                userId != null || anonymousId != null, "userId", "userId is required, or anonymousId in its place.");
    }

    private void gather() {
        text("event", event);
        text("userId", userId);
        text("anonymousId", anonymousId);
        String context = envelope == null ? null : envelope.context();
        if (context != null) {
            gathered.json(CONTEXT, context);
        }
        String properties = gathered.with(null);
        if (draft.obeys(gathered.violation(properties))) {
            draft.properties(properties);
        }
    }

    private void text(String name, @Nullable String text) {
        if (text != null) {
            gathered.text(name, text);
        }
    }

    private @Nullable String text(String name, JsonParser json) throws IOException {
        if (isText(json)) {
            return draft.attribute(name, json.getText());
        }
        draft.refuseType(json, name, name + " must be a string.");
        return null;
    }

    /** Some clients send ids of users as numbers, and others an empty id for none. */
    private @Nullable String idOf(String name, JsonParser json) throws IOException {
        String id = scalar(name, json);
        return id == null || id.isEmpty() ? null : id;
    }

    private @Nullable String scalar(String name, JsonParser json) throws IOException {
        if (isText(json) || json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            return json.getText();
        }
        draft.refuseType(json, name, name + " must be a string.");
        return null;
    }

    private static boolean isText(JsonParser json) {
        return json.currentToken() == JsonToken.VALUE_STRING;
    }
}
