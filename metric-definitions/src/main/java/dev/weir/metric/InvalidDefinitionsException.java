// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown when a file of definitions has mistakes. */
public final class InvalidDefinitionsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<Mistake> mistakes;

    InvalidDefinitionsException(List<Mistake> mistakes) {
        super(mistakes.stream().map(Mistake::toString).collect(Collectors.joining("\n")));
        this.mistakes = List.copyOf(mistakes);
    }

    /** All mistakes of the file, from top to bottom. Only the first one if the file is not valid YAML. */
    public List<Mistake> mistakes() {
        return mistakes;
    }
}
