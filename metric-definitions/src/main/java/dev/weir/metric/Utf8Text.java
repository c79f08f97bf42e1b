// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Decodes a file strictly, so that no character is replaced silently. */
final class Utf8Text {
    private Utf8Text() {}

    /** @throws InvalidDefinitionsException with the place of the first byte that is not UTF-8 */
    static String decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            throw new InvalidDefinitionsException(
                    List.of(at(text, text.length(), "this is not UTF-8; save the file in UTF-8")));
        }
        return text;
    }

    /** A mistake at an index of the text. */
    static Mistake at(String text, int index, String message) {
        int line = 1;
        int begin = 0;
        for (int i = text.indexOf('\n'); i >= 0 && i < index; i = text.indexOf('\n', i + 1)) {
            line++;
            begin = i + 1;
        }
        return new Mistake(line, text.codePointCount(begin, index) + 1, message);
    }
}
