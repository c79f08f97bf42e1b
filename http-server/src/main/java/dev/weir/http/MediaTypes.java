// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.Headers;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The media types that a resource accepts, each with its format. Guava's parser is not used, because it refuses headers
 * that clients send, such as one that ends with a semicolon.
 *
 * @param <F> the resource's type of formats
 */
public final class MediaTypes<F> {
    /** Every label of UTF-8 (WHATWG Encoding, section 4.2), and of ASCII, which is a subset. */
    private static final Set<String> UTF_8 = Set.of(
            "utf-8",
            "utf8",
            "unicode-1-1-utf-8",
            "unicode11utf8",
            "unicode20utf8",
            "x-unicode20utf8",
            "us-ascii",
            "ascii");

    private static final AttachmentKey<Boolean> FROM_KNOWN_PAGE = AttachmentKey.create(Boolean.class);

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String TEXT = "text/plain";

    private final Map<String, F> formats;
    private final F ofPages;
    private final String allowed;

    /**
     * @param formats by media type in lower case, in the recommended order
     * @param ofPages the format of plain text from a page of a configured origin, because its beacons can send no other
     *     type
     */
    public MediaTypes(Map<String, F> formats, F ofPages) {
        this.formats = formats;
        this.ofPages = ofPages;
        this.allowed = String.join(" or ", formats.keySet());
    }

    /** In lower case, in the recommended order. */
    public Set<String> names() {
        return formats.keySet();
    }

    /** Notes that a request comes from a page of a configured origin. */
    public static void noteKnownPage(HttpServerExchange exchange) {
        exchange.putAttachment(FROM_KNOWN_PAGE, true);
    }

    /** The format of a request's body. Returns null if the type is not accepted; the response has been sent then. */
    public @Nullable F formatOf(HttpServerExchange exchange) {
        String header;
        try {
            header = RequestHeaders.single(exchange, Headers.CONTENT_TYPE);
        } catch (BadParameterException different) {
            return refuse(exchange, different.getMessage());
        }
        boolean fromPage = exchange.getAttachment(FROM_KNOWN_PAGE) != null;
        if (header == null || header.isBlank()) {
            return fromPage ? ofPages : refuse(exchange, "Content-Type is missing; send " + allowed + ".");
        }
        String type = typeOf(header);
        F format = formats.get(type);
        if (format == null && fromPage && type.equals(TEXT)) {
            format = ofPages;
        }
        if (format == null) {
            return refuse(
                    exchange,
                    type.equals(FORM)
                            ? "This Content-Type is that of a form; with curl add -H 'Content-Type: application/json'. Send "
                                    + allowed + "."
                            : "This Content-Type is not supported; send " + allowed + ".");
        }
        return isUtf8(header) ? format : refuse(exchange, "This charset is not supported; send UTF-8.");
    }

    /** The media type without its parameters, in lower case. */
    public static String typeOf(String header) {
        int semicolon = header.indexOf(';');
        return (semicolon < 0 ? header : header.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    }

    /** Whether the charset is UTF-8 or not given. */
    public static boolean isUtf8(String header) {
        String[] parts = header.split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals < 0 || !parts[i].substring(0, equals).strip().equalsIgnoreCase("charset")) {
                continue;
            }
            String label = parts[i].substring(equals + 1).replaceAll("[\"'\\s]", "");
            if (!UTF_8.contains(label.toLowerCase(Locale.ROOT))) {
                return false;
            }
        }
        return true;
    }

    private @Nullable F refuse(HttpServerExchange exchange, String message) {
        ErrorAnswers.send(exchange, ApiError.UNSUPPORTED_MEDIA_TYPE, "Content-Type", message);
        return null;
    }
}
