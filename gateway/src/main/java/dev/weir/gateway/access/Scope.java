package dev.weir.gateway.access;

import java.util.Collection;

/** What a token can allow. */
enum Scope {
    METRICS_READ("metrics:read"),

    /** Everything that the others allow, and what shows personal data or changes something. */
    ADMIN("admin");

    private final String text;

    Scope(String text) {
        this.text = text;
    }

    /** As it is written in a token, such as {@code metrics:read}. */
    String text() {
        return text;
    }

    boolean isAllowedBy(Collection<String> granted) {
        return granted.contains(text) || granted.contains(ADMIN.text);
    }
}
