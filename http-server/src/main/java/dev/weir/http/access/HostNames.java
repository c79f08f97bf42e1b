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
 * The host names under which clients reach the gateway.
 *
 * @param names in lower case, without a port
 */
record HostNames(Set<String> names) {
    static final HostNames NONE = new HostNames(Set.of());

    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");

    static HostNames from(Settings settings) {
        return settings.optionalText(Variable.ALLOWED_HOSTS)
                .map(text -> parse(settings, text))
                .orElse(NONE);
    }

    boolean isEmpty() {
        return names.isEmpty();
    }

    private static HostNames parse(Settings settings, String text) {
        Set<String> names = Arrays.stream(text.split(",", -1))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        for (String name : names) {
            if (!NAME.matcher(name).matches()) {
                settings.refuse(
                        Variable.ALLOWED_HOSTS,
                        "must be names such as weir.example.org, without scheme and port, separated by commas; '" + name
                                + "' is none");
                return NONE;
            }
        }
        return new HostNames(names);
    }
}
