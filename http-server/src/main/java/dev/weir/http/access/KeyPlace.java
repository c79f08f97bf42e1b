// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

/** Where a URL takes the API key of a request from, beside the header {@code X-API-Key}, which comes first. */
enum KeyPlace {
    HEADER("The key in X-API-Key"),

    /** A {@link WriteKey}. */
    WRITE_KEY("The write key"),

    /** A {@link PageKey}. */
    QUERY("The key");

    private final String keyName;

    KeyPlace(String keyName) {
        this.keyName = keyName;
    }

    /** Names the key in a message. */
    String keyName() {
        return keyName;
    }
}
