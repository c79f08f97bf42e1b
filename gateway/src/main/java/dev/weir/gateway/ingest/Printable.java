package dev.weir.gateway.ingest;

/** What a client sent, made fit to be quoted in an answer: short, and without halves of surrogate pairs. */
final class Printable {
    private static final int LONGEST = 128;

    private Printable() {}

    static String of(String text) {
        String start = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
        StringBuilder printable = new StringBuilder(start.length());
        start.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                .forEach(printable::appendCodePoint);
        return printable.toString();
    }
}
