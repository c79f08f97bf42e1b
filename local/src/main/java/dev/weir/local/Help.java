// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import dev.weir.configuration.Program;
import dev.weir.configuration.Variable;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Prints the text of {@code ./run --help}. It depends only on the list of variables, so that {@code run} can compile it
 * alone before anything is built.
 */
final class Help {
    /** The variables that the stack sets for its programs. */
    static final Set<Variable> SET_BY_THE_STACK = EnumSet.of(
            Variable.KAFKA_BOOTSTRAP_SERVERS,
            Variable.KAFKA_TOPIC,
            Variable.KAFKA_DEAD_LETTER_TOPIC,
            Variable.KAFKA_SECURITY_PROTOCOL,
            Variable.KAFKA_CA,
            Variable.KAFKA_CERTIFICATE,
            Variable.KAFKA_KEY,
            Variable.KAFKA_SASL_MECHANISM,
            Variable.KAFKA_USER,
            Variable.KAFKA_PASSWORD,
            Variable.CHECKPOINT_DIR);

    private Help() {}

    public static void main(String[] arguments) {
        System.out.print(text());
    }

    static String text() {
        return """
                Usage: ./run [--demo]
                       ./run --check-metrics FILE
                       ./run --delete-metric NAME

                Starts Weir on this machine in the foreground; Ctrl-C stops it. The next start continues where it
                stopped. A process that ends unexpectedly is restarted.

                  --demo   also sends the traffic of an invented video service: a history of 29 days, which takes
                           seconds, and then hundreds of events a second. Shows the expected and the counted
                           events each second. Without WEIR_METRICS_FILE it defines the metrics of metrics/demo.yaml
                  --check-metrics FILE
                           starts nothing; shows the metrics that a file for WEIR_METRICS_FILE defines, or its mistakes
                  --delete-metric NAME
                           starts nothing; deletes the rows of a metric that is no longer defined. Weir must run
                  --help   shows this

                Exit status: 0 after --help, and for a file without mistakes; 1 if it cannot start or continue; 2 for
                a wrong option, and for mistakes in a file; 130 after Ctrl-C; 143 after SIGTERM.

                Environment variables (port 0: any free port):

                """
                + listed(variable -> variable.isReadBy(Program.RUN))
                + """

                and those that are passed to the gateway and the job:

                """
                + listed(variable -> !variable.isReadBy(Program.RUN) && !SET_BY_THE_STACK.contains(variable));
    }

    private static String listed(Predicate<Variable> which) {
        return Arrays.stream(Variable.values())
                .filter(which)
                .map(variable -> String.format(
                        Locale.ROOT,
                        "  %-33s %-22s %s%n",
                        variable.variableName(),
                        variable.defaultText(),
                        described(variable)))
                .collect(Collectors.joining());
    }

    private static String described(Variable variable) {
        return variable.isSecret()
                ? variable.description() + "; " + variable.fileVariableName() + " may name a file that contains it"
                : variable.description();
    }
}
