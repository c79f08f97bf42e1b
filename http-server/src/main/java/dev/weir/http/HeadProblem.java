// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The problem with a request head that the listener refuses, as far as the last bytes show it.
 *
 * @param message one sentence for the developer of the client
 */
record HeadProblem(ApiError error, String message) {
    private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");
    private static final String END_OF_HEAD = "\r\n\r\n";

    static HeadProblem tooLarge(int maxBytes, int maxHeaders) {
        return new HeadProblem(
                ApiError.HEAD_TOO_LARGE,
                "The request line and headers have more than " + (maxBytes >> 10) + " KiB, or there are more than "
                        + maxHeaders + " headers.");
    }

    /**
     * @param bytes the bytes that were read last, one character per byte
     * @param stopped the position after the character at which the listener stopped
     * @param bare the status line of Undertow's own response
     */
    static HeadProblem of(String bytes, int stopped, int maxHeaders, String bare) {
        if (bytes.startsWith("\u0016\u0003")) {
            return malformed("This port speaks HTTP without TLS. Use http:// instead of https://.");
        }
        String read = bytes.substring(0, stopped);
        boolean complete = read.endsWith(END_OF_HEAD);
        int end = complete ? read.length() - END_OF_HEAD.length() : read.length();
        int previous = read.lastIndexOf(END_OF_HEAD, end - 1);
        List<String> lines = Arrays.asList(read.substring(previous < 0 ? 0 : previous + END_OF_HEAD.length(), end)
                .split("\r?\n", -1));
        if (complete) {
            return malformed(ofHeaders(lines, bare.contains("Host")));
        }
        if (lines.size() == 1) {
            return malformed(
                    BROKEN_ESCAPE.matcher(read).find()
                            ? "The URL has a % that is not followed by two hexadecimal digits; write %25 for a percent sign."
                            : "The request line must be METHOD PATH HTTP/1.1; in the path, write other characters"
                                    + " as percent escapes.");
        }
        if (lines.size() > maxHeaders) {
            return new HeadProblem(
                    ApiError.HEAD_TOO_LARGE,
                    "There are more than " + maxHeaders + " headers, the maximum of a" + " request.");
        }
        return malformed("Line " + lines.size()
                + " of the request's head is not a header: a name, a colon and a value without control characters.");
    }

    private static String ofHeaders(List<String> lines, boolean isHost) {
        long hosts = count(lines, "host");
        long lengths = count(lines, "content-length");
        long encodings = count(lines, "transfer-encoding");
        if (hosts != 1) {
            return hosts == 0 ? "The Host header is missing." : "Host is repeated; send it once.";
        }
        if (isHost) {
            return "Host must be a name or an address, with or without a port, and the same as in the URL.";
        }
        if (lengths > 0 && encodings > 0) {
            return "Content-Length and Transfer-Encoding must not be combined; send one of them.";
        }
        if (lengths > 0) {
            return "Content-Length must be one whole number, sent once.";
        }
        if (encodings > 0) {
            return "This Transfer-Encoding is not supported; send chunked, once, or Content-Length.";
        }
        return "A header is repeated or has an invalid value.";
    }

    private static long count(List<String> lines, String header) {
        return lines.stream()
                .skip(1)
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(header + ":"))
                .count();
    }

    private static HeadProblem malformed(String message) {
        return new HeadProblem(ApiError.MALFORMED_REQUEST, message);
    }
}
