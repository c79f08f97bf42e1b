// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import dev.weir.configuration.Settings;
import dev.weir.configuration.Variable;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The origins whose pages may send requests from a browser.
 *
 * @param named origins as browsers write them: scheme, host, and the port unless it is the scheme's default
 * @param any whether all origins are allowed
 */
record CorsOrigins(Set<String> named, boolean any) {
    static final CorsOrigins NONE = new CorsOrigins(Set.of(), false);

    private static final Pattern ORIGIN = Pattern.compile("https?://(\\[[0-9a-f:.]+]|[a-z0-9._-]+)(:[0-9]{1,5})?");

    static CorsOrigins from(Settings settings) {
        return settings.optionalText(Variable.CORS_ORIGINS)
                .map(text -> parse(settings, text))
                .orElse(NONE);
    }

    boolean isEmpty() {
        return named.isEmpty() && !any;
    }

    boolean allows(String origin) {
        return any || named.contains(origin);
    }

    private static CorsOrigins parse(Settings settings, String text) {
        if (text.equals("*")) {
            return new CorsOrigins(Set.of(), true);
        }
        Set<String> origins = Arrays.stream(text.split(",", -1))
                .map(origin -> origin.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        for (String origin : origins) {
            if (!ORIGIN.matcher(origin).matches()) {
                settings.refuse(
                        Variable.CORS_ORIGINS,
                        "must be * or origins such as https://dashboard.example.org, without a path, separated by commas; '"
                                + origin + "' is none");
                return NONE;
            }
        }
        return new CorsOrigins(origins, false);
    }
}
