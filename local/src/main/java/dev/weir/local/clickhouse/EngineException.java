// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Thrown when the engine rejects a statement. Contains ClickHouse's error code. */
final class EngineException extends Exception {
    private static final long serialVersionUID = 1L;

    private static final int UNKNOWN_EXCEPTION = 1002;
    private static final Pattern CODE = Pattern.compile("^Code: (\\d+)\\.");

    private final int code;

    EngineException(int code, String name, String message) {
        super("Code: " + code + ". DB::Exception: " + message + " (" + name + ")");
        this.code = code;
    }

    private EngineException(int code, String message) {
        super(message);
        this.code = code;
    }

    /** Parses the code from an engine's message such as {@code Code: 60. DB::Exception: … (UNKNOWN_TABLE)}. */
    static EngineException from(@Nullable String message) {
        String text = message == null ? "" : message;
        Matcher matcher = CODE.matcher(text);
        return matcher.find()
                ? new EngineException(Integer.parseInt(matcher.group(1)), text)
                : new EngineException(UNKNOWN_EXCEPTION, "UNKNOWN_EXCEPTION", text);
    }

    int code() {
        return code;
    }

    /** The HTTP status that ClickHouse itself returns for the most common errors. */
    int httpStatus() {
        return switch (code) {
            // Syntax errors, and texts and values that cannot be parsed.
            case 6, 25, 26, 27, 32, 36, 38, 41, 53, 62, 72, 131, 271, 454, 457 -> 400;
            // A required password is missing.
            case 194 -> 401;
            // Wrong user or password, or missing privileges.
            case 192, 193, 497, 516 -> 403;
            // Unknown function, table or database.
            case 46, 60, 81 -> 404;
            // Too many statements at once.
            case 202 -> 503;
            default -> 500;
        };
    }
}
