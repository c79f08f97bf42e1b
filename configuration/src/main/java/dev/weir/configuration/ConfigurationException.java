package dev.weir.configuration;

import java.util.List;

/** The environment cannot be used; the message has a line for each thing that is wrong with it. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    public ConfigurationException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** One sentence each, which begins with the variable's name. */
    public List<String> problems() {
        return problems;
    }
}
