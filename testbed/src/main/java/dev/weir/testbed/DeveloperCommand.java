// SPDX-License-Identifier: Apache-2.0
package dev.weir.testbed;

import dev.weir.local.StackException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * A command that developers run in the root folder, such as {@code ./chaos}.
 *
 * <p>The exit status is the result of {@code call}, or 2 with an explanation if the command cannot be carried out.
 */
@Command(
        separator = " ",
        sortOptions = false,
        usageHelpWidth = 120,
        descriptionHeading = "%n",
        optionListHeading = "%n",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeOnExecutionException = DeveloperCommand.CANNOT)
public abstract class DeveloperCommand implements Callable<Integer> {
    static final int CANNOT = 2;

    /** A system property that the scripts set, because they may be called from any folder. */
    private static final String SOURCE_TREE = "dev.weir.source-tree";

    private final String name;
    private final String script;

    @Option(
            names = "--dir",
            order = 1,
            paramLabel = "FOLDER",
            description = "directory for data and logs; ${DEFAULT-VALUE} by default")
    private Path folder;

    @Option(names = "--help", order = 2, usageHelp = true, description = "this text")
    boolean isHelp;

    /**
     * @param module the module that contains the command
     * @param script how developers call the command
     */
    protected DeveloperCommand(String module, String name, String script) {
        this.name = name;
        this.script = script;
        this.folder = Path.of("")
                .toAbsolutePath()
                .relativize(sourceTree().resolve(module + "/target").resolve(name));
    }

    /** Runs the command, and ends this process with the exit status. */
    protected final void runAndExit(String... words) {
        System.exit(run(List.of(words)));
    }

    /** Runs the command, and returns the exit status. */
    protected final int run(List<String> words) {
        return commandLine().execute(words.toArray(String[]::new));
    }

    /** The description that the help shows. */
    protected final String description() {
        return String.join(" ", commandLine().getCommandSpec().usageMessage().description());
    }

    final CommandLine commandLine() {
        return new CommandLine(this)
                .setCommandName(name)
                .setExpandAtFiles(false)
                .setParameterExceptionHandler(this::refused)
                .setExecutionExceptionHandler(DeveloperCommand::brokeOff);
    }

    protected final Path sourceTree() {
        return Path.of(System.getProperty(SOURCE_TREE, "")).toAbsolutePath();
    }

    protected final RunFolder takeFolder() {
        return RunFolder.take(folder, name);
    }

    private int refused(ParameterException refusal, String[] words) {
        refusal.getCommandLine().getErr().println(refusal.getMessage() + ". " + script + " --help lists the options.");
        return CANNOT;
    }

    private static int brokeOff(Exception failure, CommandLine commandLine, ParseResult arguments) throws Exception {
        if (failure instanceof StackException) {
            commandLine.getErr().println(failure.getMessage());
        } else if (failure instanceof IOException || failure instanceof InterruptedException) {
            commandLine.getErr().println("The run failed: " + failure);
        } else {
            throw failure;
        }
        return CANNOT;
    }
}
