// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import dev.weir.configuration.Settings;
import dev.weir.configuration.Variable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The API keys of producers. Each producer has its own rate limit. Only digests of the keys are kept. */
final class ApiKeys {
    static final ApiKeys NONE = new ApiKeys(List.of());

    private static final Pattern ENTRY = Pattern.compile("([A-Za-z0-9._-]{1,64}):([!-+\\--~]{16,256})");

    private static final class Named {
        private final String name;
        private final byte[] digest;

        private Named(String name, String key) {
            this.name = name;
            this.digest = digest(key);
        }
    }

    private final List<Named> keys;

    private ApiKeys(List<Named> keys) {
        this.keys = keys;
    }

    /**
     * Parses entries {@code name:key}, separated by commas. A name may have several keys, so that keys can be rotated.
     */
    static ApiKeys from(Settings settings) {
        return settings.optionalText(Variable.API_KEYS)
                .map(text -> parse(settings, text))
                .orElse(NONE);
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    /** Returns the name of the key's owner, or null for an unknown key. Takes the same time for every key. */
    @Nullable
    String nameOf(String key) {
        byte[] digest = digest(key);
        @Nullable String name = null;
        for (Named known : keys) {
            if (MessageDigest.isEqual(known.digest, digest)) {
                name = known.name;
            }
        }
        return name;
    }

    private static ApiKeys parse(Settings settings, String text) {
        List<Named> keys = new ArrayList<>();
        int position = 0;
        for (String entry : text.split(",", -1)) {
            position++;
            Matcher matcher = ENTRY.matcher(entry.strip());
            if (!matcher.matches()) {
                settings.refuse(
                        Variable.API_KEYS,
                        "must be name:key, several separated by commas, each key having 16 to 256 visible ASCII characters;"
                                + " entry " + position + " is not");
                return NONE;
            }
            keys.add(new Named(matcher.group(1), matcher.group(2)));
        }
        return new ApiKeys(List.copyOf(keys));
    }

    private static byte[] digest(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256.", impossible);
        }
    }
}
