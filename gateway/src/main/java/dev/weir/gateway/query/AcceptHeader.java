// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the format that an {@code Accept} header prefers (RFC 9110, section 12.5.1). Undertow's parser for such
 * headers does not rank a specific range above a wildcard.
 */
final class AcceptHeader {
    private AcceptHeader() {}

    /** Returns JSON unless the header prefers CSV. */
    static AnswerFormat preferred(@Nullable String accept) {
        if (accept == null) {
            return AnswerFormat.JSON;
        }
        return quality(accept, "text", "csv") > quality(accept, "application", "json")
                ? AnswerFormat.CSV
                : AnswerFormat.JSON;
    }

    /** Whether the header comes from a Prometheus scrape, which accepts its own text formats. */
    static boolean isOfScrape(@Nullable String accept) {
        return accept != null
                && (accept.contains("application/openmetrics-text")
                        || accept.replace(" ", "").contains("text/plain;version="));
    }

    /** The quality of the most specific range that matches the type. */
    private static double quality(String accept, String type, String subtype) {
        double quality = 0;
        int precision = -1;
        for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = range.split(";", -1);
            String name = parts[0].strip();
            int matched =
                    name.equals(type + "/" + subtype) ? 2 : name.equals(type + "/*") ? 1 : name.equals("*/*") ? 0 : -1;
            if (matched > precision) {
                precision = matched;
                quality = quality(parts);
            }
        }
        return quality;
    }

    private static double quality(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.matches("q=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)")) {
                return Double.parseDouble(parameter.substring(2));
            }
        }
        return 1;
    }
}
