// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import java.util.Locale;
import java.util.Map;

/** Maps ClickHouse's formats to media types. */
final class Formats {
    private static final String BINARY = "application/octet-stream";

    /** Media types by the prefix of the format's name. The longest matching prefix wins. */
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("jsonlines", "application/x-ndjson; charset=UTF-8"),
            Map.entry("ndjson", "application/x-ndjson; charset=UTF-8"),
            Map.entry("json", "application/json; charset=UTF-8"),
            Map.entry("csv", "text/csv; charset=UTF-8"),
            Map.entry("tsv", "text/tab-separated-values; charset=UTF-8"),
            Map.entry("tabseparated", "text/tab-separated-values; charset=UTF-8"),
            Map.entry("pretty", "text/plain; charset=UTF-8"),
            Map.entry("vertical", "text/plain; charset=UTF-8"),
            Map.entry("values", "text/plain; charset=UTF-8"),
            Map.entry("sqlinsert", "text/plain; charset=UTF-8"),
            Map.entry("customseparated", "text/plain; charset=UTF-8"),
            Map.entry("template", "text/plain; charset=UTF-8"),
            Map.entry("lineasstring", "text/plain; charset=UTF-8"),
            Map.entry("markdown", "text/markdown; charset=UTF-8"),
            Map.entry("xml", "application/xml; charset=UTF-8"));

    private Formats() {}

    static String contentType(String format) {
        String name = format.toLowerCase(Locale.ROOT);
        if (name.startsWith("json") && name.contains("eachrow")) {
            return "application/x-ndjson; charset=UTF-8";
        }
        return TYPES.entrySet().stream()
                .filter(type -> name.startsWith(type.getKey()))
                .max(Map.Entry.comparingByKey((one, other) -> Integer.compare(one.length(), other.length())))
                .map(Map.Entry::getValue)
                .orElse(BINARY);
    }
}
