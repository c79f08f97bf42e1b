package dev.weir.event;

/** What a client sent, made fit to be quoted in a sentence: short, and without halves of surrogate pairs. */
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
