package dev.weir.gateway.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;

/** Jackson's complaints in our words: it speaks to whoever wrote the Java program, we to whoever wrote the JSON. */
final class JsonErrors {
    /** What of a message is of use stands before the first of these. */
    private static final String[] ASIDES = {": enable", " (for ", " (start", " at [Source", ": was expecting", "\n"};

    private JsonErrors() {}

    /** Jackson would take a NUL among the first bytes for UTF-16 or UTF-32; in UTF-8, JSON has none there. */
    static void refuseOtherUnicodeForms(byte[] bytes, int start, int end) throws MalformedJsonException {
        for (int i = start; i < end && i < start + 4; i++) {
            if (bytes[i] == 0) {
                throw new MalformedJsonException(i, "a NUL byte; send UTF-8");
            }
        }
        if (bytes[start] < 0) {
            throw new MalformedJsonException(start, "a value is expected");
        }
    }

    /** @param start and {@code end}, in the body, of what was parsed */
    static MalformedJsonException explained(JsonProcessingException malformed, int start, int end) {
        if (malformed instanceof JsonEOFException || malformed.getLocation() == null) {
            return new MalformedJsonException(end, "it ends too early", malformed);
        }
        long offset = start + malformed.getLocation().getByteOffset();
        return new MalformedJsonException(
                (int) Math.max(start, Math.min(end, offset)), reason(malformed.getOriginalMessage()), malformed);
    }

    private static String reason(String message) {
        int length = message.length();
        for (String aside : ASIDES) {
            int at = message.indexOf(aside);
            if (at > 0) {
                length = Math.min(length, at);
            }
        }
        String reason = message.substring(0, length);
        return Printable.of(Character.toLowerCase(reason.charAt(0)) + reason.substring(1));
    }
}
