// SPDX-License-Identifier: Apache-2.0
package dev.weir.configuration;

import java.util.List;

/** Thrown when the environment is not valid. The message has one line for each problem. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    public ConfigurationException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** One sentence for each problem. It begins with the name of the variable. */
    public List<String> problems() {
        return problems;
    }
}
