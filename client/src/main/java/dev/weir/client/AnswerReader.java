// SPDX-License-Identifier: Apache-2.0
package dev.weir.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads responses of {@code POST /events}, and those of proxies in between. */
final class AnswerReader {
    private static final JsonFactory JSON = new JsonFactory();

    /** A wrong clock or a mistake in a proxy must not stop the client for days. */
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(5);

    private AnswerReader() {}

    /** @param events how many events the request had */
    static Answer read(int status, Optional<String> retryAfter, byte[] body, int events) {
        Content content = content(body);
        if (isDecision(status)) {
            List<Answer.Rejection> rejections = content.rejections;
            if (content.accepted + rejections.size() == events
                    && rejections.stream().allMatch(rejection -> rejection.index() < events)) {
                return new Answer.Decided(rejections);
            }
            if (status != 400) {
                return new Answer.TryAgain(
                        status, "unexpected_response", "The response is not one of Weir's gateway.", Optional.empty());
            }
        }
        String code = content.code == null ? "http_" + status : content.code;
        String message = content.message == null ? "The status of the response is " + status + "." : content.message;
        if (status == 408 || status == 425 || status == 429 || status >= 500) {
            return new Answer.TryAgain(status, code, message, retryAfter.flatMap(AnswerReader::duration));
        }
        return new Answer.Refused(status, code, message);
    }

    private static boolean isDecision(int status) {
        return status >= 200 && status < 300 || status == 400;
    }

    /** Reads seconds or a date. */
    private static Optional<Duration> duration(String retryAfter) {
        try {
            return Optional.of(bounded(Duration.ofSeconds(Long.parseLong(retryAfter.strip()))));
        } catch (NumberFormatException notSeconds) {
            try {
                Instant then = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(retryAfter.strip()));
                return Optional.of(bounded(Duration.between(Instant.now(), then)));
            } catch (DateTimeException neither) {
                return Optional.empty();
            }
        }
    }

    private static Duration bounded(Duration duration) {
        if (duration.isNegative()) {
            return Duration.ZERO;
        }
        return duration.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : duration;
    }

    private static Content content(byte[] body) {
        Content content = new Content();
        try (JsonParser json = JSON.createParser(body)) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    readField(json, content);
                }
            }
        } catch (IOException notJson) {
            return new Content();
        }
        return content;
    }

    private static void readField(JsonParser json, Content content) throws IOException {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (name.equals("accepted") && value == JsonToken.VALUE_NUMBER_INT) {
            content.accepted = json.getIntValue();
        } else if (name.equals("errors") && value == JsonToken.START_ARRAY) {
            while (json.nextToken() == JsonToken.START_OBJECT) {
                Problem problem = Problem.read(json);
                if (problem.index >= 0) {
                    content.rejections.add(new Answer.Rejection(problem.index, problem.code, problem.message));
                } else {
                    content.code = problem.code;
                    content.message = problem.message;
                }
            }
        } else if (name.equals("error") && value == JsonToken.START_OBJECT) {
            Problem problem = Problem.read(json);
            content.code = problem.code;
            content.message = problem.message;
        } else {
            json.skipChildren();
        }
    }

    /** What a response may say. */
    private static final class Content {
        private int accepted;
        private final List<Answer.Rejection> rejections = new ArrayList<>();
        private @Nullable String code;
        private @Nullable String message;
    }

    /** An object of {@code errors}, or that of {@code error}. */
    private record Problem(int index, String code, String message) {
        static Problem read(JsonParser json) throws IOException {
            int index = -1;
            String code = "unknown";
            String message = "";
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (name.equals("index") && value == JsonToken.VALUE_NUMBER_INT) {
                    index = json.getIntValue();
                } else if (name.equals("code") && value == JsonToken.VALUE_STRING) {
                    code = json.getText();
                } else if (name.equals("message") && value == JsonToken.VALUE_STRING) {
                    message = json.getText();
                } else {
                    json.skipChildren();
                }
            }
            return new Problem(index, code, message);
        }
    }
}
