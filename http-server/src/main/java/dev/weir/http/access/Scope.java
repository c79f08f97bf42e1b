// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import java.util.Collection;

/** The scopes of tokens. */
public enum Scope {
    METRICS_READ("metrics:read"),

    /** Includes all other scopes, and allows access to personal data and changes. */
    ADMIN("admin");

    private final String text;

    Scope(String text) {
        this.text = text;
    }

    /** The scope as tokens contain it, such as {@code metrics:read}. */
    String text() {
        return text;
    }

    boolean isAllowedBy(Collection<String> granted) {
        return granted.contains(text) || granted.contains(ADMIN.text);
    }
}
