// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import dev.weir.configuration.ConfigurationException;
import dev.weir.gateway.GatewayConfiguration;
import dev.weir.job.JobConfiguration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Checks everything that can be checked before anything starts: the settings of all programs, the ports and the data
 * directory.
 */
final class Preflight {
    private final Set<String> problems = new LinkedHashSet<>();

    private Preflight() {}

    /**
     * Returns a stack that passed all checks.
     *
     * @throws StackException with all problems, one per line
     */
    static Stack open(Map<String, String> environment, Consumer<String> progress) {
        return new Preflight().opened(environment, progress);
    }

    private Stack opened(Map<String, String> environment, Consumer<String> progress) {
        Optional<StackConfiguration> configuration = checked(() -> StackConfiguration.read(environment));
        Optional<Stack> stack = configuration.flatMap(read -> checked(() -> Stack.open(read, progress)));
        // Without this check, the programs would reject these settings only after others had been started.
        Map<String, String> passedOn = stack.map(Stack::environment).orElse(environment);
        checked(() -> GatewayConfiguration.from(passedOn));
        checked(() -> JobConfiguration.read(passedOn));
        // If the directory is in use, the same stack also uses the ports, so they are not checked.
        stack.ifPresent(opened -> problems.addAll(opened.problems()));
        if (stack.isPresent() && problems.isEmpty()) {
            return stack.get();
        }
        stack.ifPresent(Stack::close);
        throw new StackException("Weir cannot start, and nothing was started:\n  " + String.join("\n  ", problems));
    }

    private <T> Optional<T> checked(Check<T> check) {
        try {
            return Optional.of(check.value());
        } catch (ConfigurationException wrong) {
            problems.addAll(wrong.problems());
        } catch (StackException wrong) {
            problems.addAll(List.of(String.valueOf(wrong.getMessage()).split("\n", -1)));
        }
        return Optional.empty();
    }

    @FunctionalInterface
    private interface Check<T> {
        T value();
    }
}
