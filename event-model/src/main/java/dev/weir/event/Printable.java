// SPDX-License-Identifier: Apache-2.0
package dev.weir.event;

/** Makes a client's text fit to be quoted in a message: short, and without unpaired surrogates. */
public final class Printable {
    private static final int LONGEST = 128;

    private Printable() {}

    public static String of(String text) {
        String start = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
        StringBuilder printable = new StringBuilder(start.length());
        start.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                .forEach(printable::appendCodePoint);
        return printable.toString();
    }
}
