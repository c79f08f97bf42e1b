// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/** Parses YAML into nodes, which know their places. Creates no objects that the file names. */
final class YamlFile {
    /** Far deeper than a definition. */
    private static final int MAX_DEPTH = 20;

    private static final String NOT_YAML = "this is not YAML: ";

    private YamlFile() {}

    /**
     * The root of the file.
     *
     * @return null if the file is empty
     * @throws InvalidDefinitionsException if the text is not one YAML document
     */
    static @Nullable Node root(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setCodePointLimit(Integer.MAX_VALUE);
        // Nodes are shared, not copied, so aliases need no limit.
        options.setMaxAliasesForCollections(Integer.MAX_VALUE);
        // Reported below with the other mistakes.
        options.setTagInspector(tag -> true);
        StreamReader reader = null;
        try {
            reader = new StreamReader(text);
            return new Composer(new ParserImpl(reader, options), new YamlScalars(), options).getSingleNode();
        } catch (ReaderException unprintable) {
            throw refused(Utf8Text.at(
                    text,
                    firstUnprintable(text),
                    String.format(
                            Locale.ROOT,
                            "YAML does not allow the character U+%04X; remove it",
                            unprintable.getCodePoint())));
        } catch (MarkedYAMLException malformed) {
            Mark mark = malformed.getProblemMark() == null ? malformed.getContextMark() : malformed.getProblemMark();
            throw refused(mistake(mark, message(malformed)));
        } catch (YAMLException | IllegalArgumentException malformed) {
            // SnakeYAML does not check escapes such as \U99999999.
            String message = malformed instanceof YAMLException
                    ? String.valueOf(malformed.getMessage())
                    : "a number or an escape is out of range";
            throw refused(mistake(reader == null ? null : reader.getMark(), NOT_YAML + message));
        }
    }

    /** The position that SnakeYAML reports counts from the begin of its buffer. */
    private static int firstUnprintable(String text) {
        int index = 0;
        while (index < text.length() && StreamReader.isPrintable(text.codePointAt(index))) {
            index += Character.charCount(text.codePointAt(index));
        }
        return index;
    }

    private static InvalidDefinitionsException refused(Mistake mistake) {
        return new InvalidDefinitionsException(List.of(mistake));
    }

    private static Mistake mistake(@Nullable Mark mark, String message) {
        return mark == null
                ? new Mistake(1, 1, message)
                : new Mistake(mark.getLine() + 1, mark.getColumn() + 1, message);
    }

    private static String message(MarkedYAMLException malformed) {
        String problem = String.valueOf(malformed.getProblem());
        if (problem.contains("another document")) {
            return "a file has one document; remove this '---' and what belongs to another document";
        }
        String context = malformed.getContext();
        return NOT_YAML + (context == null ? "" : context + ", ") + problem;
    }

    /** Reports what no definition can have anywhere: tags and ill-formed texts. */
    static void check(@Nullable Node root, Mistakes mistakes) {
        if (root != null) {
            check(root, mistakes, Collections.newSetFromMap(new IdentityHashMap<>()));
        }
    }

    private static void check(Node node, Mistakes mistakes, Set<Node> checked) {
        if (!checked.add(node)) {
            return;
        }
        if (!YamlScalars.ALL.contains(node.getTag())) {
            mistakes.add(node, "tags such as " + node.getTag() + " are not supported; remove it, and quote texts");
        }
        if (node instanceof ScalarNode scalar) {
            if (!isWellFormed(scalar.getValue())) {
                mistakes.add(node, "half of a surrogate pair is not a character; remove it");
            }
        } else if (node instanceof SequenceNode list) {
            list.getValue().forEach(item -> check(item, mistakes, checked));
        } else if (node instanceof MappingNode keys) {
            for (NodeTuple tuple : keys.getValue()) {
                check(tuple.getKeyNode(), mistakes, checked);
                check(tuple.getValueNode(), mistakes, checked);
            }
        }
    }

    private static boolean isWellFormed(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
