// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import java.util.Set;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Resolves scalars as YAML 1.2 does with its JSON schema: null, true, false and the numbers of JSON. Everything else is
 * text. SnakeYAML itself follows YAML 1.1, where {@code no} is false and {@code 1:30} is 90.
 *
 * <p>The tags are private, so a node with any other tag has it from the file.
 */
final class YamlScalars extends Resolver {
    static final Tag NULL = new Tag("weir:null");
    static final Tag BOOLEAN = new Tag("weir:boolean");
    static final Tag NUMBER = new Tag("weir:number");
    static final Tag TEXT = new Tag("weir:text");
    static final Tag LIST = new Tag("weir:list");
    static final Tag KEYS = new Tag("weir:keys");

    static final Set<Tag> ALL = Set.of(NULL, BOOLEAN, NUMBER, TEXT, LIST, KEYS);

    @Override
    public Tag resolve(NodeId kind, String value, boolean isPlain) {
        return switch (kind) {
            case sequence -> LIST;
            case mapping -> KEYS;
            default -> isPlain ? plain(value) : TEXT;
        };
    }

    private static Tag plain(String value) {
        return switch (value) {
            case "", "~", "null", "Null", "NULL" -> NULL;
            case "true", "True", "TRUE", "false", "False", "FALSE" -> BOOLEAN;
            default -> isNumber(value) ? NUMBER : TEXT;
        };
    }

    /** The grammar of RFC 8259, section 6. */
    private static boolean isNumber(String text) {
        int at = text.startsWith("-") ? 1 : 0;
        int integer = digits(text, at);
        if (integer == at || integer > at + 1 && text.charAt(at) == '0') {
            return false;
        }
        at = integer;
        if (at < text.length() && text.charAt(at) == '.') {
            int fraction = digits(text, at + 1);
            if (fraction == at + 1) {
                return false;
            }
            at = fraction;
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
                at++;
            }
            int exponent = digits(text, at);
            if (exponent == at) {
                return false;
            }
            at = exponent;
        }
        return at == text.length();
    }

    /** The end of the digits that begin here. */
    private static int digits(String text, int begin) {
        int end = begin;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }
}
